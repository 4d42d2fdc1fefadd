import { goodToken, type Issuer } from './issuers.js';
import { asBearer, vector, type Presented, type Vector, type VectorClass } from './vector.js';

const authorization = (name: string, value: (token: string) => string): Vector =>
  vector(name, (issuer) => ({ headers: [['Authorization', value(goodToken(issuer))]] }));

const presented = (name: string, make: (token: string) => Presented): Vector =>
  vector(name, (issuer) => make(goodToken(issuer)));

/** A good token, not presented as it must be. */
export const PRESENTATIONS: VectorClass = {
  name: 'presentation',
  vectors: [
    vector('nothing at all', () => ({ headers: [] })),
    authorization('an empty header', () => ''),
    authorization('the scheme alone', () => 'Bearer'),
    authorization('no scheme', (token) => token),
    authorization('Basic', (token) => `Basic ${Buffer.from(`${token}:`).toString('base64')}`),
    authorization('Basic with the token as it is', (token) => `Basic ${token}`),
    authorization('Token', (token) => `Token ${token}`),
    authorization('JWT', (token) => `JWT ${token}`),
    authorization('Bearer twice', (token) => `Bearer Bearer ${token}`),
    authorization('no space', (token) => `Bearer${token}`),
    authorization('a colon', (token) => `Bearer: ${token}`),
    authorization('an equals sign', (token) => `Bearer=${token}`),
    authorization('a tab', (token) => `Bearer\t${token}`),
    authorization('a space without break', (token) => `Bearer\u00A0${token}`),
    authorization('a scheme of look-alikes', (token) => `Вearer ${token}`),
    authorization('two tokens', (token) => `Bearer ${token} ${token}`),
    authorization('two tokens and a comma', (token) => `Bearer ${token}, Bearer ${token}`),
    authorization('a stranger first', (token) => `Bearer x.y.z,${token}`),
    presented('two headers, the good one first', (token) => ({
      headers: [...asBearer(token).headers, ...asBearer('x.y.z').headers],
    })),
    presented('two headers, the good one last', (token) => ({
      headers: [...asBearer('x.y.z').headers, ...asBearer(token).headers],
    })),
    presented('two headers, both good', (token) => ({
      headers: [...asBearer(token).headers, ...asBearer(token).headers],
    })),
    presented('beside an API key', (token) => ({ headers: [...asBearer(token).headers, ['X-Api-Key', 'tl_live_x']] })),
    presented('as X-Api-Key', (token) => ({ headers: [['X-Api-Key', token]] })),
    presented('as apikey', (token) => ({ headers: [['apikey', token]] })),
    presented('as Proxy-Authorization', (token) => ({ headers: [['Proxy-Authorization', `Bearer ${token}`]] })),
    presented('as X-Forwarded-Authorization', (token) => ({
      headers: [['X-Forwarded-Authorization', `Bearer ${token}`]],
    })),
    presented('in a cookie', (token) => ({ headers: [['Cookie', `sb-access-token=${token}; access_token=${token}`]] })),
    presented('in the query', (token) => ({ headers: [], query: `access_token=${token}&token=${token}&jwt=${token}` })),
    presented('in the query as a header', (token) => ({ headers: [], query: `authorization=Bearer%20${token}` })),
    presented('in the body', (token) => ({
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify({ access_token: token, authorization: `Bearer ${token}` }),
    })),
    presented('in a form', (token) => ({
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: `access_token=${token}`,
    })),
  ],
};

const STRAYS = [
  'the publishable key',
  'the secret key',
  'a token for LiveKit',
  'the LiveKit secret itself',
  'a refresh token',
  'the service’s own role in a token',
  'a token of the legacy secret',
] as const;

/** Other keys and tokens of the installation, in the place of a user's. */
export const OTHER_CREDENTIALS: VectorClass = {
  name: 'another credential',
  vectors: STRAYS.flatMap((name) => [
    vector(name, (issuer) => issuer.strays[name] ?? null),
    vector(`${name}, as X-Api-Key`, (issuer) => inApiKeyHeader(issuer, name)),
  ]),
};

function inApiKeyHeader({ strays }: Issuer, name: string): Presented | null {
  const text = strays[name];
  return text === undefined ? null : { headers: [['X-Api-Key', text]] };
}
