import { ecdsa, ecKeys, eddsa, edKeys, hmac, rsa, rsaKeys, rsaPss, token, type Signer } from './signing.js';
import type { Issuer } from './issuers.js';
import { vector, type Vector, type VectorClass } from './vector.js';

const stranger = {
  ec: ecKeys(),
  p384: ecKeys('P-384'),
  p521: ecKeys('P-521'),
  k1: ecKeys('secp256k1'),
  rsa: rsaKeys(),
  ed: edKeys(),
};
const strangersJwk = { ...stranger.ec.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' };
const unsigned: Signer = () => Buffer.alloc(0);
const guess = hmac('a-guess-of-somebody-0123456789-abcdefghijklmn');

/** Signed by a stranger in the algorithm that the issuer uses. */
function forged(issuer: Issuer, header: object): string {
  const signer = issuer.kind === 'secret' ? guess : ecdsa(stranger.ec.privateKey);
  return token({ ...issuer.header, ...header }, issuer.claims(), signer);
}

/** The rightful signature under a header that names another algorithm. */
const renamed = (alg: unknown): Vector =>
  vector(`a good token under alg ${JSON.stringify(alg)}`, ({ header, claims, signer }) =>
    token({ ...header, alg }, claims(), signer),
  );

const signedBy = (name: string, header: object, signer: Signer): Vector =>
  vector(name, (issuer) => token({ ...issuer.header, ...header }, issuer.claims(), signer));

const published = (name: string, header: object, by: (keys: NonNullable<Issuer['published']>) => Signer): Vector =>
  vector(name, (issuer) =>
    issuer.published === null ? null : token({ ...issuer.header, ...header }, issuer.claims(), by(issuer.published)),
  );

export const ALGORITHMS: VectorClass = {
  name: 'algorithm',
  vectors: [
    ...['none', 'None', 'NONE', 'nOnE', ''].map((alg) =>
      signedBy(`alg ${alg || '(empty)'}, unsigned`, { alg }, unsigned),
    ),
    ...['none', 'NONE'].map((alg) => signedBy(`alg ${alg} with a signature`, { alg }, guess)),
    ...['none', null, 'hs256', 'es256', ['HS256'], ['ES256'], { name: 'ES256' }, 0, true, 'HS256 ', 'HS256\0'].map(
      renamed,
    ),
    vector('a good token without alg', ({ header, claims, signer }) =>
      token({ ...header, alg: undefined }, claims(), signer),
    ),
    vector('RS256 said of another signature', (issuer) =>
      token({ ...issuer.header, alg: 'RS256' }, issuer.claims(), issuer.signer),
    ),
    vector('the rightful secret with a longer hash: HS384', ({ kind, world, claims }) =>
      kind === 'keys' ? null : token({ alg: 'HS384' }, claims(), hmac(world.keys.jwtSecret?.reveal() ?? '', 'sha384')),
    ),
    vector('the rightful secret with a longer hash: HS512', ({ kind, world, claims }) =>
      kind === 'keys' ? null : token({ alg: 'HS512' }, claims(), hmac(world.keys.jwtSecret?.reveal() ?? '', 'sha512')),
    ),
    published('the published RSA key with PS256', { alg: 'PS256', kid: 'k2' }, ({ rsa: key }) => rsaPss(key)),
    published('the published RSA key under the other’s id', { alg: 'RS256', kid: 'k1' }, ({ rsa: key }) => rsa(key)),
    published('the published EC key under the other’s id', { alg: 'ES256', kid: 'k2' }, ({ ec }) => ecdsa(ec)),
    published('the published EC key with another hash', { alg: 'ES384' }, ({ ec }) => ecdsa(ec, 'sha384')),
    published('the published EC key, signature in DER', {}, ({ ec }) => ecdsa(ec, 'sha256', 'der')),
    signedBy('a stranger’s Ed25519 key', { alg: 'EdDSA' }, eddsa(stranger.ed.privateKey)),
    signedBy('a stranger’s key on P-384', { alg: 'ES384' }, ecdsa(stranger.p384.privateKey, 'sha384')),
    signedBy('a key on P-384 said to be ES256', { alg: 'ES256' }, ecdsa(stranger.p384.privateKey)),
    signedBy('a key on P-521 said to be ES256', { alg: 'ES256' }, ecdsa(stranger.p521.privateKey)),
    signedBy('a key on secp256k1 said to be ES256', { alg: 'ES256' }, ecdsa(stranger.k1.privateKey)),
    signedBy('a signature of zeros', { alg: 'ES256' }, () => Buffer.alloc(64)),
  ],
};

/** Texts that a stranger could take for the secret of an HMAC. */
const GUESSED_SECRETS: readonly string[] = ['', 'secret', 'unsafe-secret-change-me', 'null', 'undefined', 'k1'];
const MOST_PUBLIC_TEXTS = 10;

export const CONFUSED_KEYS: VectorClass = {
  name: 'a public text as the secret',
  vectors: [
    ...GUESSED_SECRETS.map((secret) => signedBy(`HS256 with “${secret}”`, { alg: 'HS256' }, hmac(secret))),
    signedBy('HS256 with 32 zero bytes', { alg: 'HS256' }, hmac(Buffer.alloc(32))),
    vector('HS256 with the publishable key', ({ world, claims }) =>
      token({ alg: 'HS256', typ: 'JWT' }, claims(), hmac(world.keys.publishableKey)),
    ),
    ...Array.from({ length: MOST_PUBLIC_TEXTS }, (_, index) =>
      vector(`HS256 with a published key as text, ${String(index + 1)}`, (issuer) => {
        const text = issuer.published?.texts[index];
        return text === undefined ? null : token({ ...issuer.header, alg: 'HS256' }, issuer.claims(), hmac(text));
      }),
    ),
  ],
};

export const CHOSEN_KEYS: VectorClass = {
  name: 'a key that the token chooses',
  vectors: [
    signedBy('a stranger’s secret', { alg: 'HS256' }, guess),
    signedBy('a stranger’s EC key', { alg: 'ES256' }, ecdsa(stranger.ec.privateKey)),
    signedBy('a stranger’s RSA key', { alg: 'RS256', kid: 'k2' }, rsa(stranger.rsa.privateKey)),
    ...[
      '../../../../dev/null',
      '/dev/null',
      'file:///etc/hostname',
      'https://evil.example/jwks.json',
      "' or 1=1 --",
      'k1\0',
      '',
      '__proto__',
      'constructor',
      'k'.repeat(2_000),
      ['k1'],
      { kid: 'k1' },
      0,
      null,
    ].map((kid) => vector(`kid ${JSON.stringify(kid)?.slice(0, 40)}`, (issuer) => forged(issuer, { kid }))),
    vector('jwk with the stranger’s key', (issuer) => forged(issuer, { jwk: strangersJwk })),
    vector('jwk and no kid', (issuer) => forged(issuer, { jwk: strangersJwk, kid: undefined })),
    vector('jku', (issuer) => forged(issuer, { jku: 'https://evil.example/jwks.json' })),
    vector('jku of ourselves', (issuer) =>
      forged(issuer, { jku: `${issuer.world.api.url}/auth/v1/.well-known/jwks.json` }),
    ),
    vector('x5u', (issuer) => forged(issuer, { x5u: 'https://evil.example/chain.pem' })),
    vector('x5c', (issuer) =>
      forged(issuer, { x5c: [stranger.rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] }),
    ),
  ],
};
