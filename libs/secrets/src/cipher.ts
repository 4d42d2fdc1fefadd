import { createSecretKey, randomBytes } from 'node:crypto';
import { decrypt, encrypt, OVERHEAD_BYTES, splitSealed } from './aead.js';
import { decodeBase64Url } from './base64url.js';
import { CipherError } from './cipher-error.js';
import { KEY_BYTES, type KeyRing } from './key-ring.js';
import { Secret } from './secret.js';

const VERSION = 'v1';

/** Where a secret stands. It is bound to the value: a token copied to another row, column or tenant does not open there. */
export interface SecretContext {
  readonly tenantId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

interface Token {
  readonly kid: string;
  readonly wrapped: Buffer;
  readonly iv: Buffer;
  readonly box: Buffer;
}

/**
 * Encrypts a value under a key of its own, which is itself encrypted under the ring's primary key:
 * `v1.<kid>.<wrapped key>.<iv>.<cipher text || tag>`, each part in base64url. Rotation of the ring re-wraps the small key only.
 */
export function sealSecret(ring: KeyRing, context: SecretContext, plaintext: string | Secret): string {
  const dek = randomBytes(KEY_BYTES);
  const text = typeof plaintext === 'string' ? plaintext : plaintext.reveal();
  const { iv, box } = encrypt(createSecretKey(dek), associated('value', context), Buffer.from(text, 'utf8'));
  return format({ kid: ring.primary, wrapped: wrap(ring, context, dek), iv, box });
}

/** Throws `cipher.malformed`, `cipher.unknown_key`, or `cipher.tampered` when the token is not of this place. */
export function openSecret(ring: KeyRing, context: SecretContext, token: string): Secret {
  const { kid, wrapped, iv, box } = parse(token);
  const dek = unwrap(ring, context, kid, wrapped);
  const plain = decrypt(createSecretKey(dek), associated('value', context), { iv, box });
  if (plain === undefined) throw tampered();
  return new Secret(plain.toString('utf8'));
}

/** The same value under the primary key, after proving that it opens; the token itself when it is under the primary already. */
export function rewrapSecret(ring: KeyRing, context: SecretContext, token: string): string {
  openSecret(ring, context, token);
  const { kid, wrapped, iv, box } = parse(token);
  if (kid === ring.primary) return token;
  const dek = unwrap(ring, context, kid, wrapped);
  return format({ kid: ring.primary, wrapped: wrap(ring, context, dek), iv, box });
}

/** Whether a text has the form of a token. It says nothing about whether it opens. */
export function isSealed(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The id of the key under which a token is sealed. Throws `cipher.malformed`. */
export function sealedWith(token: string): string {
  return parse(token).kid;
}

function wrap(ring: KeyRing, context: SecretContext, dek: Buffer): Buffer {
  const { iv, box } = encrypt(ring.key(ring.primary), associated('dek', context, ring.primary), dek);
  return Buffer.concat([iv, box]);
}

function unwrap(ring: KeyRing, context: SecretContext, kid: string, wrapped: Buffer): Buffer {
  const dek = decrypt(ring.key(kid), associated('dek', context, kid), splitSealed(wrapped));
  if (dek?.length !== KEY_BYTES) throw tampered();
  return dek;
}

/** Each field with its length in front: no two lists of fields give the same bytes, whatever characters they hold. */
function associated(purpose: 'dek' | 'value', { table, column, rowId, tenantId }: SecretContext, kid = ''): Buffer {
  const fields = [VERSION, purpose, table, column, rowId, tenantId, kid].map((field) => Buffer.from(field, 'utf8'));
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
}

function format({ kid, wrapped, iv, box }: Token): string {
  return [VERSION, kid, ...[wrapped, iv, box].map((bytes) => bytes.toString('base64url'))].join('.');
}

function parse(token: string): Token {
  const [version, kid, ...parts] = token.split('.');
  const [wrapped, iv, box] = parts.map(decodeBase64Url);
  if (
    version !== VERSION ||
    kid === undefined ||
    !/^[a-z0-9-]{1,32}$/.test(kid) ||
    parts.length !== 3 ||
    wrapped?.length !== KEY_BYTES + OVERHEAD_BYTES ||
    iv?.length !== 12 ||
    box === undefined ||
    box.length < 16
  ) {
    throw new CipherError('cipher.malformed', 'The value is not a sealed secret.');
  }
  return { kid, wrapped, iv, box };
}

function tampered(): CipherError {
  return new CipherError('cipher.tampered', 'The sealed secret was changed or belongs to another place.');
}
