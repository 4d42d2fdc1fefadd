import { encoded, hmac, token } from './signing.js';
import { goodToken, type Issuer } from './issuers.js';
import { vector, type Vector, type VectorClass } from './vector.js';

/** A good token in its three parts, put together otherwise. */
const changed = (name: string, change: (parts: readonly [string, string, string], issuer: Issuer) => string): Vector =>
  vector(name, (issuer) => {
    const [header = '', payload = '', signature = ''] = goodToken(issuer).split('.');
    return change([header, payload, signature], issuer);
  });

const join = (...parts: readonly string[]): string => parts.join('.');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes in a text that is not theirs: bits that the last character of base64url leaves unused are set. */
function notCanonical(text: string): string {
  const last = ALPHABET.indexOf(text.at(-1) ?? '');
  return text.slice(0, -1) + (ALPHABET[last ^ 1] ?? '');
}

export const SIGNATURES: VectorClass = {
  name: 'signature and form',
  vectors: [
    changed('no signature, with the dot', ([h, p]) => join(h, p, '')),
    changed('no signature, without the dot', ([h, p]) => join(h, p)),
    changed('half a signature', ([h, p, s]) => join(h, p, s.slice(0, s.length / 2))),
    changed('a byte less', ([h, p, s]) =>
      join(h, p, Buffer.from(s, 'base64url').subarray(0, -1).toString('base64url')),
    ),
    changed('a byte more', ([h, p, s]) =>
      join(h, p, Buffer.concat([Buffer.from(s, 'base64url'), Buffer.alloc(1)]).toString('base64url')),
    ),
    changed('a character more', ([h, p, s]) => join(h, p, `${s}A`)),
    changed('a bit flipped', ([h, p, s]) => {
      const bytes = Buffer.from(s, 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return join(h, p, bytes.toString('base64url'));
    }),
    changed('signature not canonical', ([h, p, s]) => join(h, p, notCanonical(s))),
    changed('signature of another token', ([h, p], issuer) =>
      join(h, p, goodToken(issuer, { iat: 1 }).split('.')[2] ?? ''),
    ),
    changed('payload of another user', ([h, , s], issuer) =>
      join(h, encoded({ ...issuer.claims(), sub: '0b9f6a3e-6a55-4c0e-9f43-1f9f4ac0d9a1' }), s),
    ),
    changed('payload with a later end', ([h, , s], issuer) => join(h, encoded({ ...issuer.claims(), exp: 4e9 }), s)),
    changed('header with a member more', ([, p, s], issuer) => join(encoded({ ...issuer.header, x: 1 }), p, s)),
    changed('padded', ([h, p, s]) => join(h, p, `${s}=`)),
    changed('padded header', ([h, p, s]) => join(`${h}==`, p, s)),
    changed('standard base64', ([h, p, s]) => join(h, p, Buffer.from(s, 'base64url').toString('base64'))),
    changed('hexadecimal signature', ([h, p, s]) => join(h, p, Buffer.from(s, 'base64url').toString('hex'))),
    changed('a dot before', (parts) => `.${join(...parts)}`),
    changed('a dot behind', (parts) => `${join(...parts)}.`),
    changed('two dots within', ([h, p, s]) => `${h}..${p}.${s}`),
    changed('four parts', (parts) => join(...parts, 'AAAA')),
    changed('five parts', (parts) => join(...parts, 'AAAA', 'AAAA')),
    changed('detached payload', ([h, , s]) => `${h}..${s}`),
    changed('another order', ([h, p, s]) => join(p, h, s)),
    changed('percent-encoded dots', (parts) => parts.join('%2E')),
    changed('a look-alike of the dot', (parts) => parts.join('․')),
    changed('a zero byte at its end', (parts) => `${join(...parts)}%00`),
    changed('in quotes', (parts) => `"${join(...parts)}"`),
    changed('as JSON', ([h, p, s]) => JSON.stringify({ protected: h, payload: p, signature: s })),
    changed('encoded once more', (parts) => encoded(join(...parts))),
  ],
};

/** Properly signed by the rightful issuer, and still no token that we take. */
const signed = (name: string, header: object, payload: (issuer: Issuer) => unknown): Vector =>
  vector(name, (issuer) => token({ ...issuer.header, ...header }, payload(issuer), issuer.signer));

const text = (issuer: Issuer, more: string): string => JSON.stringify(issuer.claims()).replace(/\}$/, `,${more}}`);

export const WRAPPINGS: VectorClass = {
  name: 'wrapping and size',
  vectors: [
    signed('a token within a token', { cty: 'JWT' }, (issuer) => goodToken(issuer)),
    signed('a token within a token, as JSON', { cty: 'JWT' }, (issuer) => ({ jwt: goodToken(issuer) })),
    vector('an encrypted token', (issuer) =>
      join(
        encoded({ alg: 'dir', enc: 'A256GCM' }),
        '',
        encoded('iv-iv-iv-iv-'),
        encoded(goodToken(issuer)),
        encoded('tag'),
      ),
    ),
    vector('an encrypted token in three parts', (issuer) =>
      token({ ...issuer.header, alg: 'dir', enc: 'A256GCM' }, issuer.claims(), hmac('')),
    ),
    signed('just over 4 KB', {}, (issuer) => ({ ...issuer.claims(), padding: 'x'.repeat(4_096) })),
    signed('8 KB', {}, (issuer) => ({ ...issuer.claims(), padding: 'x'.repeat(6_000) })),
    signed('a header of 6 KB', { padding: 'x'.repeat(4_500) }, (issuer) => issuer.claims()),
    signed('role twice, the last service_role', {}, (issuer) => text(issuer, '"role":"service_role"')),
    signed('sub twice, the last not a user', {}, (issuer) => text(issuer, '"sub":"admin"')),
    signed('exp twice, the last long ago', {}, (issuer) => text(issuer, '"exp":1')),
    signed('an unknown critical header', { crit: ['x-mine'], 'x-mine': true }, (issuer) => issuer.claims()),
    signed('payload said not to be encoded', { crit: ['b64'], b64: false }, (issuer) => issuer.claims()),
    signed('crit empty', { crit: [] }, (issuer) => issuer.claims()),
    signed('crit no list', { crit: 'exp' }, (issuer) => issuer.claims()),
    vector('payload not encoded', ({ claims, signer }) => {
      const header = encoded({ alg: 'HS256', crit: ['b64'], b64: false });
      const payload = JSON.stringify(claims());
      return join(header, payload, signer(`${header}.${payload}`).toString('base64url'));
    }),
    signed('a list of claims', {}, (issuer) => [issuer.claims()]),
    signed('a text', {}, () => '"authenticated"'),
    signed('a number', {}, () => 1),
    signed('null', {}, () => null),
    signed('no JSON', {}, () => 'sub=1&role=authenticated'),
    signed('cut JSON', {}, (issuer) => JSON.stringify(issuer.claims()).slice(0, -1)),
    signed('claims nested', {}, (issuer) => ({ claims: issuer.claims() })),
    signed('claims under __proto__', {}, (issuer) => `{"__proto__":${JSON.stringify(issuer.claims())}}`),
    vector('a header that is a list', ({ header, claims, signer }) => token([header], claims(), signer)),
    vector('a header that is null', ({ claims, signer }) => token(null, claims(), signer)),
    vector('a header that is no JSON', ({ claims, signer }) => token('alg=HS256', claims(), signer)),
    vector('an empty header', ({ claims, signer }) => token('', claims(), signer)),
    vector('alg under __proto__', ({ header, claims, signer }) =>
      token(`{"__proto__":${JSON.stringify(header)}}`, claims(), signer),
    ),
  ],
};
