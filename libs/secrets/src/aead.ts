import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The smallest number of bytes that {@link decrypt} looks at: an IV and a tag around nothing. */
export const OVERHEAD_BYTES = IV_BYTES + TAG_BYTES;

export interface Sealed {
  readonly iv: Buffer;
  /** Cipher text with the 16-byte tag behind it. */
  readonly box: Buffer;
}

/** AES-256-GCM with a fresh random IV. */
export function encrypt(key: KeyObject, aad: Buffer, plain: Buffer): Sealed {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  return { iv, box: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}

/** The plain bytes, or undefined when key, associated data, IV, cipher text and tag do not belong together. */
export function decrypt(key: KeyObject, aad: Buffer, { iv, box }: Sealed): Buffer | undefined {
  if (iv.length !== IV_BYTES || box.length < TAG_BYTES) return undefined;
  // Without a pinned length Node accepts tags of 4 bytes, which can be guessed.
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, box.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Splits `iv || box` as the wrapped key is written. */
export function splitSealed(bytes: Buffer): Sealed {
  return { iv: bytes.subarray(0, IV_BYTES), box: bytes.subarray(IV_BYTES) };
}
