import { beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { Problem } from '../problems/problem.js';
import { TokenVerifier } from './token-verifier.js';

const SECRET = 'a-secret-of-this-test-0123456789-abcdefghijkl';
const ISSUER = 'https://abc.supabase.co/auth/v1';
const USER = '0b9f6a3e-6a55-4c0e-9f43-1f9f4ac0d9a1';

const now = (): number => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({
  sub: USER,
  role: 'authenticated',
  aud: 'authenticated',
  iss: ISSUER,
  iat: now(),
  exp: now() + 3600,
});

type Signer = (claims: JWTPayload, header?: Readonly<Record<string, unknown>>) => Promise<string>;

interface Strategy {
  readonly verifier: TokenVerifier;
  readonly sign: Signer;
  /** Signs well, but with what a stranger has. */
  readonly forge: Signer;
}

const secretSigner =
  (secret: string, alg = 'HS256'): Signer =>
  async (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', ...header }).sign(new TextEncoder().encode(secret));
const keySigner =
  (key: CryptoKey, alg: string, kid: string): Signer =>
  async (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid, ...header }).sign(key);

function bySecret(): Strategy {
  const verifier = new TokenVerifier({
    kind: 'secret',
    secret: new Secret(SECRET),
    algorithms: ['HS256'],
    issuer: ISSUER,
    audience: 'authenticated',
  });
  return { verifier, sign: secretSigner(SECRET), forge: secretSigner('another-secret-0123456789-abcdefghijklmn') };
}

async function byKeys(): Promise<
  Strategy & { readonly publicText: string; readonly rsa: Signer; readonly fetched: () => number }
> {
  const es = await generateKeyPair('ES256', { extractable: true });
  const rs = await generateKeyPair('RS256', { extractable: true });
  const strange = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(es.publicKey)), kid: 'k1', alg: 'ES256' };
  const rsaJwk = { ...(await exportJWK(rs.publicKey)), kid: 'k2', alg: 'RS256' };
  let fetched = 0;
  const serve: typeof fetch = async () => {
    fetched += 1;
    return Response.json({ keys: [jwk, rsaJwk] });
  };
  const verifier = new TokenVerifier(
    {
      kind: 'jwks',
      url: `${ISSUER}/.well-known/jwks.json`,
      algorithms: ['ES256', 'RS256'],
      issuer: ISSUER,
      audience: 'authenticated',
    },
    serve,
  );
  return {
    verifier,
    sign: keySigner(es.privateKey, 'ES256', 'k1'),
    rsa: keySigner(rs.privateKey, 'RS256', 'k2'),
    forge: keySigner(strange.privateKey, 'ES256', 'k1'),
    publicText: JSON.stringify(jwk),
    fetched: () => fetched,
  };
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const without = (claim: string): JWTPayload =>
  Object.fromEntries(Object.entries(good()).filter(([name]) => name !== claim));
const secretBytes = new TextEncoder().encode(SECRET);

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const rewritten = (token: string): string =>
  token.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(token.at(-1) ?? '') ^ 1] ?? '');

/** Everything a stranger, or a confused service, could send; each must be refused by both strategies. */
const FORGERIES: readonly (readonly [string, (strategy: Strategy) => Promise<string>])[] = [
  ['nothing', async () => ''],
  ['a word', async () => 'token'],
  ['two parts', async ({ sign }) => (await sign(good())).split('.').slice(0, 2).join('.')],
  ['four parts', async ({ sign }) => `${await sign(good())}.x`],
  ['a cut signature', async ({ sign }) => (await sign(good())).slice(0, -2)],
  // 32 and 64 bytes both leave bits of the last character unused.
  ['a signature written otherwise', async ({ sign }) => rewritten(await sign(good()))],
  ['no signature', async ({ sign }) => (await sign(good())).replace(/[^.]+$/, '')],
  ['a space at the end', async ({ sign }) => `${await sign(good())} `],
  ['alg none', async () => new UnsecuredJWT(good()).encode()],
  [
    'alg None with a signature',
    async ({ sign }) => `${base64({ alg: 'None' })}.${(await sign(good())).split('.').slice(1).join('.')}`,
  ],
  ['no alg', async () => `${base64({ typ: 'JWT' })}.${base64(good())}.c2ln`],
  ['a stranger’s key', async ({ forge }) => forge(good())],
  ['a stranger’s key sent along (jwk)', async ({ forge }) => forge(good(), { jwk: { kty: 'oct', k: 'c2VjcmV0' } })],
  ['a stranger’s key to be fetched (jku)', async ({ forge }) => forge(good(), { jku: 'https://evil.example/jwks' })],
  ['a stranger’s certificate (x5u)', async ({ forge }) => forge(good(), { x5u: 'https://evil.example/x5u' })],
  ['a key id that is a path', async ({ forge }) => forge(good(), { kid: '../../dev/null' })],
  ['a key id that is a query', async ({ forge }) => forge(good(), { kid: "' or 1=1 --" })],
  ['HS512 with the right secret', async () => secretSigner(SECRET.padEnd(64, 'x'), 'HS512')(good())],
  ['HS384', async () => secretSigner(SECRET.padEnd(48, 'x'), 'HS384')(good())],
  [
    'an empty HMAC key',
    async () => `${base64({ alg: 'HS256' })}.${base64(good())}.${Buffer.alloc(32).toString('base64url')}`,
  ],
  [
    'an unknown critical header',
    async ({ sign }) => {
      const [, payload, signature] = (await sign(good())).split('.');
      return `${base64({ alg: 'HS256', crit: ['b64'], b64: false })}.${payload}.${signature}`;
    },
  ],
  ['no expiry', async ({ sign }) => sign(without('exp'))],
  ['an expiry that is text', async ({ sign }) => sign({ ...good(), exp: 'tomorrow' as unknown as number })],
  ['an expiry long ago', async ({ sign }) => sign({ ...good(), exp: now() - 31 })],
  ['an expiry in the far future', async ({ sign }) => sign({ ...good(), exp: 1e15 })],
  ['not valid yet', async ({ sign }) => sign({ ...good(), nbf: now() + 60 })],
  ['issued in the future', async ({ sign }) => sign({ ...good(), iat: now() + 300 })],
  ['no subject', async ({ sign }) => sign(without('sub'))],
  ['a subject that is no UUID', async ({ sign }) => sign({ ...good(), sub: 'admin' })],
  ['a subject with a quote', async ({ sign }) => sign({ ...good(), sub: `${USER}' or '1'='1` })],
  ['an empty subject', async ({ sign }) => sign({ ...good(), sub: '' })],
  ['no audience', async ({ sign }) => sign(without('aud'))],
  ['another audience', async ({ sign }) => sign({ ...good(), aud: 'anon' })],
  ['another issuer', async ({ sign }) => sign({ ...good(), iss: 'https://evil.example/auth/v1' })],
  ['no issuer', async ({ sign }) => sign(without('iss'))],
  ['no role', async ({ sign }) => sign(without('role'))],
  ['the role anon', async ({ sign }) => sign({ ...good(), role: 'anon' })],
  ['the role service_role', async ({ sign }) => sign({ ...good(), role: 'service_role' })],
  ['the role postgres', async ({ sign }) => sign({ ...good(), role: 'postgres' })],
  ['a list of roles', async ({ sign }) => sign({ ...good(), role: ['authenticated'] })],
  ['an anonymous user', async ({ sign }) => sign({ ...good(), is_anonymous: true })],
  ['more than 4 KB', async ({ sign }) => sign({ ...good(), padding: 'x'.repeat(4096) })],
  ['a token within a token', async ({ sign }) => base64(await sign(good()))],
  ['claims that are a list', async () => `${base64({ alg: 'HS256' })}.${base64([good()])}.c2ln`],
];

describe.each<readonly [string, () => Promise<Strategy>]>([
  ['a shared secret', async () => bySecret()],
  ['published keys', async () => byKeys()],
])('tokens verified with %s', (_, open) => {
  let strategy: Strategy;
  beforeAll(async () => {
    strategy = await open();
  });

  it('a good token names its user', async () => {
    expect(await strategy.verifier.verify(await strategy.sign(good()))).toEqual({ accepted: true, userId: USER });
  });

  it('a clock that is a little off is forgiven', async () => {
    const verdict = await strategy.verifier.verify(
      await strategy.sign({ ...good(), exp: now() - 20, iat: now() + 20 }),
    );
    expect(verdict.accepted).toBe(true);
  });

  it.each(FORGERIES)('%s is refused', async (_name, make) => {
    expect((await strategy.verifier.verify(await make(strategy))).accepted).toBe(false);
  });

  it('an expired token counts as genuine, a forged one does not', async () => {
    const expired = await strategy.verifier.verify(await strategy.sign({ ...good(), exp: now() - 60 }));
    const forged = await strategy.verifier.verify(await strategy.forge({ ...good(), exp: now() - 60 }));
    expect([expired, forged]).toMatchObject([{ wasGenuine: true }, { wasGenuine: false }]);
  });
});

describe('tokens verified with published keys', () => {
  it('either published algorithm is accepted', async () => {
    const { verifier, rsa } = await byKeys();
    expect((await verifier.verify(await rsa(good()))).accepted).toBe(true);
  });

  it('a token signed with the public key as if it were a shared secret is refused', async () => {
    const { verifier, publicText } = await byKeys();
    expect((await verifier.verify(await secretSigner(publicText)(good(), { kid: 'k1' }))).accepted).toBe(false);
  });

  it('the legacy shared secret is refused once keys are published', async () => {
    const { verifier } = await byKeys();
    expect((await verifier.verify(await secretSigner(SECRET)(good()))).accepted).toBe(false);
  });

  it('unknown key ids do not make us fetch the keys again and again', async () => {
    const { verifier, forge, fetched } = await byKeys();
    for (let attempt = 0; attempt < 20; attempt++)
      await verifier.verify(await forge(good(), { kid: `unknown-${attempt}` }));
    expect(fetched()).toBe(1);
  });

  it.each<readonly [string, typeof fetch]>([
    ['cannot be reached', async () => Promise.reject(new TypeError('fetch failed'))],
    ['answer 500', async () => new Response('', { status: 500 })],
    [
      'answer a redirect',
      async () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    ],
  ])('keys that %s are our trouble and not the user’s', async (_, serve) => {
    const { sign } = await byKeys();
    const url = `${ISSUER}/.well-known/jwks.json`;
    const options = { kind: 'jwks', url, algorithms: ['ES256'], issuer: ISSUER, audience: 'authenticated' } as const;
    const attempt = new TokenVerifier(options, serve).verify(await sign(good()));
    await expect(attempt).rejects.toMatchObject({ code: 'auth.unavailable', status: 503 });
    await expect(attempt).rejects.toBeInstanceOf(Problem);
  });
});

describe('tokens of an issuer that names itself nowhere', () => {
  it('are accepted where the configuration expects none', async () => {
    const options = {
      kind: 'secret',
      secret: new Secret(SECRET),
      algorithms: ['HS256'],
      issuer: null,
      audience: 'authenticated',
    } as const;
    const token = await new SignJWT(without('iss')).setProtectedHeader({ alg: 'HS256' }).sign(secretBytes);
    expect((await new TokenVerifier(options).verify(token)).accepted).toBe(true);
  });
});
