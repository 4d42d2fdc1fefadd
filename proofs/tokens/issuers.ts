import { randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { startHostedProject, type HostedProject } from '../harness/hosted-project.js';
import { PASSWORD, World } from '../harness/world.js';
import { ecdsa, ecKeys, hmac, rsa, rsaKeys, token, type Signer } from './signing.js';

export type Claims = Readonly<Record<string, unknown>>;

/** An API and whoever makes the tokens that it accepts. */
export interface Issuer {
  readonly kind: 'secret' | 'keys';
  readonly world: World;
  readonly userId: string;
  /** A good token of another tenant. */
  readonly othersToken: () => Promise<string>;
  /** Of a good token made now. */
  readonly claims: () => Claims;
  readonly header: Claims;
  readonly signer: Signer;
  /** The published keys, private halves included, and everything that a stranger can know of them. */
  readonly published: { readonly ec: KeyObject; readonly rsa: KeyObject; readonly texts: readonly string[] } | null;
  /** Texts that are secrets or keys of the installation, but no user's token. */
  readonly strays: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** HS256 with the secret of the embedded Supabase, whose tokens name no issuer. */
export async function secretIssuer(): Promise<Issuer> {
  const world = await World.start();
  const user = await world.signUp('rightful');
  const secret = world.keys.jwtSecret?.reveal() ?? '';
  const signIn = await world.send('POST', '/auth/v1/token?grant_type=password', {
    headers: { apikey: world.keys.publishableKey },
    body: { email: user.email, password: PASSWORD },
  });
  return {
    kind: 'secret',
    world,
    userId: user.userId,
    othersToken: async () => (await world.signUp('another')).accessToken,
    claims: () => ({ ...payloadOf(user.accessToken), iat: seconds(), exp: seconds() + 3600 }),
    header: { alg: 'HS256', typ: 'JWT' },
    signer: hmac(secret),
    published: null,
    strays: {
      ...straysOf(world),
      'a refresh token': (signIn.body as { refresh_token: string }).refresh_token,
      'the service’s own role in a token': token(
        { alg: 'HS256', typ: 'JWT' },
        { role: 'service_role', iss: 'supabase', iat: seconds(), exp: seconds() + 3600 },
        hmac(secret),
      ),
    },
    stop: async () => world.stop(),
  };
}

/** ES256 and RS256 with keys that a hosted project publishes. */
export async function keysIssuer(): Promise<Issuer> {
  const ec = ecKeys();
  const rs = rsaKeys();
  const keys = [
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' },
    { ...rs.publicKey.export({ format: 'jwk' }), kid: 'k2', alg: 'RS256', use: 'sig' },
  ];
  const published = { keys };
  // What Supabase does with its own tokens: the database behind it, which knows the shared secret only, gets the same claims.
  const project: HostedProject = await startHostedProject(async (request) => {
    if (new URL(request.url).pathname === '/auth/v1/.well-known/jwks.json') return Response.json(published);
    const given = /^Bearer (.+\..+\..+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    const claims = await jwtVerify(given ?? '', createLocalJWKSet(published as never)).catch(() => null);
    if (claims === null) return request;
    const secret = project.bed.options.jwtSecret.reveal();
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token({ alg: 'HS256', typ: 'JWT' }, claims.payload, hmac(secret))}`);
    return new Request(request, { headers });
  });
  const { publishableKey, secretKey, jwtSecret } = project.bed.options;
  const world = await World.start({
    SUPABASE_URL: project.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey.reveal(),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  });
  const { id: userId, token: own } = await project.bed.signUp();
  const claims = (): Claims => ({
    ...payloadOf(own),
    iss: `${project.url}/auth/v1`,
    iat: seconds(),
    exp: seconds() + 3600,
  });
  return {
    kind: 'keys',
    world,
    userId,
    othersToken: async () => {
      const { id: sub } = await project.bed.signUp();
      return token({ alg: 'ES256', typ: 'JWT', kid: 'k1' }, { ...claims(), sub }, ecdsa(ec.privateKey));
    },
    claims,
    header: { alg: 'ES256', typ: 'JWT', kid: 'k1' },
    signer: ecdsa(ec.privateKey),
    published: {
      ec: ec.privateKey,
      rsa: rs.privateKey,
      texts: [ec.publicKey, rs.publicKey].flatMap((key) => [
        key.export({ format: 'pem', type: 'spki' }).toString(),
        key.export({ format: 'pem', type: 'spki' }).toString().trim(),
        key.export({ format: 'der', type: 'spki' }).toString('base64'),
        JSON.stringify(key.export({ format: 'jwk' })),
        JSON.stringify(published),
      ]),
    },
    strays: {
      ...straysOf(world),
      'a token of the legacy secret': token({ alg: 'HS256', typ: 'JWT' }, claims(), hmac(jwtSecret.reveal())),
      'the service’s own role in a token': token(
        { alg: 'ES256', typ: 'JWT', kid: 'k1' },
        { role: 'service_role', iss: `${project.url}/auth/v1`, iat: seconds(), exp: seconds() + 3600 },
        ecdsa(ec.privateKey),
      ),
    },
    async stop() {
      await world.stop();
      await project.close();
    },
  };
}

export function goodToken(issuer: Issuer, more: Claims = {}): string {
  return token(issuer.header, { ...issuer.claims(), ...more }, issuer.signer);
}

/** As goodToken, with RSA; only where keys are published. */
export function rsaToken({ claims, published }: Issuer): string | null {
  return published === null ? null : token({ alg: 'RS256', typ: 'JWT', kid: 'k2' }, claims(), rsa(published.rsa));
}

function payloadOf(text: string): Claims {
  return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;
}

function straysOf({ keys, sandbox }: World): Record<string, string> {
  const livekit = { iss: sandbox.livekitApiKey, sub: randomUUID(), role: 'authenticated', aud: 'authenticated' };
  return {
    'the publishable key': keys.publishableKey,
    'the secret key': keys.secretKey.reveal(),
    'a token for LiveKit': token(
      { alg: 'HS256', typ: 'JWT' },
      { ...livekit, exp: seconds() + 3600, sip: { admin: true } },
      hmac(sandbox.livekitApiSecret),
    ),
    'the LiveKit secret itself': sandbox.livekitApiSecret,
  };
}
