import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { CipherError } from './cipher-error.js';
import { Secret } from './secret.js';

const KID = /^[a-z0-9-]{1,32}$/;
export const KEY_BYTES = 32;

/** The key encryption keys of an installation, by id. New values are sealed with the primary; the others can still open. */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  private constructor(
    keys: ReadonlyMap<string, KeyObject>,
    readonly primary: string,
  ) {
    this.#keys = keys;
  }

  /** Reads base64 keys of exactly 32 bytes. Throws `cipher.key_ring` rather than work with a ring that is half right. */
  static parse(input: { readonly keys: Readonly<Record<string, Secret | string>>; readonly primary: string }): KeyRing {
    const keys = new Map<string, KeyObject>();
    const seen = new Set<string>();
    for (const [kid, text] of Object.entries(input.keys)) {
      if (!KID.test(kid)) throw new CipherError('cipher.key_ring', 'A key id must be 1 to 32 of a-z, 0-9 and -.');
      const bytes = decodeKey(typeof text === 'string' ? text : text.reveal(), kid);
      const fingerprint = createHash('sha256').update(bytes).digest('hex');
      if (seen.has(fingerprint))
        throw new CipherError('cipher.key_ring', `Key ${kid} repeats another key of the ring.`);
      seen.add(fingerprint);
      keys.set(kid, createSecretKey(bytes));
    }
    if (!keys.has(input.primary)) throw new CipherError('cipher.key_ring', 'The primary key is not in the ring.');
    return new KeyRing(keys, input.primary);
  }

  /** The ids of all keys, the primary among them. */
  get kids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** The same keys with another primary. Throws `cipher.unknown_key`. */
  withPrimary(kid: string): KeyRing {
    this.key(kid);
    return new KeyRing(this.#keys, kid);
  }

  /** The key itself, for the cipher. Throws `cipher.unknown_key`. */
  key(kid: string): KeyObject {
    const key = this.#keys.get(kid);
    if (key === undefined)
      throw new CipherError('cipher.unknown_key', 'The value was sealed with a key that the ring lacks.');
    return key;
  }
}

function decodeKey(text: string, kid: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const isCanonical = bytes.toString('base64') === text || bytes.toString('base64url') === text;
  if (!isCanonical || bytes.length !== KEY_BYTES) {
    throw new CipherError('cipher.key_ring', `Key ${kid} must be ${String(KEY_BYTES)} bytes in base64.`);
  }
  return bytes;
}
