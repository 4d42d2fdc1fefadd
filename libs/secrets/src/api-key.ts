import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeBase64Url } from './base64url.js';
import { Secret } from './secret.js';

const FORM = /^tl_live_([0-9a-z]{12})_([A-Za-z0-9_-]{43})([0-9a-z]{7})$/;
const SECRET_BYTES = 32;

export interface MintedApiKey {
  /** Public: finds the row. */
  readonly keyId: string;
  /** The whole key, shown to its owner once. */
  readonly token: Secret;
  /** What is stored. The secret has 256 random bits, so that a plain SHA-256 cannot be searched. */
  readonly secretHash: string;
}

/** Makes `tl_live_<12 characters id>_<43 characters secret><7 characters checksum>`. */
export function mintApiKey(): MintedApiKey {
  const keyId = randomId();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const head = `tl_live_${keyId}_${secret}`;
  return { keyId, token: new Secret(head + checksum(head)), secretHash: hashSecret(secret) };
}

/** Null for anything that was never an API key of ours: told apart from an unknown key without asking the database. */
export function parseApiKey(text: string): { readonly keyId: string; readonly secretHash: string } | null {
  const [, keyId, secret, sum] = FORM.exec(text) ?? [];
  if (keyId === undefined || secret === undefined || sum === undefined) return null;
  if (checksum(`tl_live_${keyId}_${secret}`) !== sum || decodeBase64Url(secret) === undefined) return null;
  return { keyId, secretHash: hashSecret(secret) };
}

/** Compares two hashes in constant time. */
export function hashesEqual(left: string, right: string): boolean {
  // Hashed once more: equal lengths without a branch on the input.
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Base 36 of CRC-32: lets a secret scanner tell a real key from a look-alike offline. It protects nothing. */
function checksum(head: string): string {
  return crc32(head).toString(36).padStart(7, '0');
}

/** 12 characters of 36, about 62 bits: enough to be unique, and not a secret. */
function randomId(): string {
  let id = '';
  while (id.length < 12) {
    for (const byte of randomBytes(16)) {
      // 252 = 7 × 36: bytes above would favour the first characters.
      if (byte < 252 && id.length < 12) id += (byte % 36).toString(36);
    }
  }
  return id;
}
