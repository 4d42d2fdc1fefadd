import { goodToken, seconds, type Issuer } from './issuers.js';
import { token } from './signing.js';
import { vector, type Vector, type VectorClass } from './vector.js';

/** Properly signed by the rightful issuer; an undefined claim is left out. */
const claim = (name: string, more: object | ((issuer: Issuer) => object | null)): Vector =>
  vector(name, (issuer) => {
    const changes = typeof more === 'function' ? more(issuer) : more;
    return changes === null ? null : goodToken(issuer, changes as Record<string, unknown>);
  });

/** As text, for what JSON.stringify cannot say. */
const asText = (name: string, claimName: string, json: string): Vector =>
  vector(name, ({ claims, header, signer }) => {
    const rest = JSON.stringify({ ...claims(), [claimName]: undefined });
    return token(header, rest.replace(/\}$/, `,"${claimName}":${json}}`), signer);
  });

export const TIMES: VectorClass = {
  name: 'time',
  vectors: [
    claim('no exp', { exp: undefined }),
    claim('exp a minute ago', () => ({ exp: seconds() - 60 })),
    claim('exp in 1970', { exp: 1 }),
    claim('exp 0', { exp: 0 }),
    claim('exp negative', { exp: -1 }),
    claim('exp as text', () => ({ exp: String(seconds() + 3600) })),
    claim('exp as a date', { exp: '2099-01-01T00:00:00Z' }),
    claim('exp null', { exp: null }),
    claim('exp true', { exp: true }),
    claim('exp as a list', () => ({ exp: [seconds() + 3600] })),
    claim('exp as an object', { exp: { $gt: 0 } }),
    claim('exp in milliseconds', () => ({ exp: (seconds() + 3600) * 1000 })),
    claim('exp huge', { exp: 1e300 }),
    asText('exp infinite', 'exp', '1e999'),
    claim('nbf in a minute', () => ({ nbf: seconds() + 60 })),
    claim('nbf as text', { nbf: 'now' }),
    claim('iat in five minutes', () => ({ iat: seconds() + 300 })),
    claim('iat as text', { iat: 'now' }),
    claim('iat null', { iat: null }),
  ],
};

const onlyWithIssuer = (name: string, change: (iss: string) => unknown): Vector =>
  claim(name, ({ kind, claims }) => (kind === 'secret' ? null : { iss: change(String(claims()['iss'])) }));

export const NAMES: VectorClass = {
  name: 'issuer, audience, role and subject',
  vectors: [
    onlyWithIssuer('another issuer', () => 'https://evil.example/auth/v1'),
    onlyWithIssuer('no issuer', () => undefined),
    onlyWithIssuer('an empty issuer', () => ''),
    onlyWithIssuer('an issuer that begins like ours', (iss) => `${iss}.evil.example`),
    onlyWithIssuer('an issuer with a slash more', (iss) => `${iss}/`),
    onlyWithIssuer('an issuer in capitals', (iss) => iss.toUpperCase()),
    onlyWithIssuer('a list of issuers', (iss) => [iss, 'https://evil.example']),
    claim('no audience', { aud: undefined }),
    claim('the audience anon', { aud: 'anon' }),
    claim('the audience of another service', { aud: 'https://api.example.com' }),
    claim('a list of other audiences', { aud: ['anon', 'service_role'] }),
    claim('an empty list of audiences', { aud: [] }),
    claim('an audience that contains ours', { aud: 'unauthenticated' }),
    claim('an audience as an object', { aud: { authenticated: true } }),
    claim('audiences in one text', { aud: 'authenticated,anon' }),
    ...[
      'anon',
      'service_role',
      'postgres',
      'supabase_admin',
      'authenticator',
      'Authenticated',
      'authenticated ',
      '',
    ].map((role) => claim(`the role “${role}”`, { role })),
    claim('no role', { role: undefined }),
    claim('role null', { role: null }),
    claim('a list of roles', { role: ['authenticated', 'service_role'] }),
    claim('the role in app_metadata', { role: undefined, app_metadata: { role: 'authenticated' } }),
    claim('no subject', { sub: undefined }),
    claim('an empty subject', { sub: '' }),
    claim('a subject that is no UUID', { sub: 'admin' }),
    claim('the zero UUID', { sub: '00000000-0000-0000-0000-000000000000' }),
    claim('a subject with a quote', ({ userId }) => ({ sub: `${userId}' or '1'='1` })),
    claim('a subject with a line break', ({ userId }) => ({ sub: `${userId}\n` })),
    claim('a subject in braces', ({ userId }) => ({ sub: `{${userId}}` })),
    claim('two subjects', ({ userId }) => ({ sub: `${userId},${userId}` })),
    claim('a list of subjects', ({ userId }) => ({ sub: [userId] })),
    claim('a subject as an object', ({ userId }) => ({ sub: { id: userId } })),
    claim('a subject as a number', { sub: 1 }),
    claim('a subject with other digits', ({ userId }) => ({ sub: userId.replaceAll(/\d/g, '٠') })),
    claim('an anonymous user', { is_anonymous: true }),
  ],
};
