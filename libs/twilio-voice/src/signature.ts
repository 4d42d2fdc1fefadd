import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Secret } from '@app/secrets';
import type { FormFields } from './form.js';

/** Base64 of the 20 bytes of SHA-1. */
const SIGNATURE_LENGTH = 28;
const BODY_HASH = /[?&]bodySHA256=([0-9a-fA-F]{64})(?=&|$)/g;

/**
 * An account's auth token, ready to check with. Null for no token and for an empty one: HMAC takes an empty key, and anybody can sign
 * with that.
 */
export function signingKey(token: Secret | null): KeyObject | null {
  const text = token?.reveal() ?? '';
  return text === '' ? null : createSecretKey(text, 'utf8');
}

/**
 * What Twilio appends to the address before it signs a form (twilio.com/docs/usage/security): each name with its value, by name, no
 * separators; of a repeated name each different value once, by value.
 */
export function signableForm({ values, repeated }: FormFields): string {
  let data = '';
  for (const name of [...values.keys()].sort()) {
    const several = repeated?.get(name);
    if (several === undefined) data += name + (values.get(name) ?? '');
    else for (const value of [...new Set(several)].sort()) data += name + value;
  }
  return data;
}

/**
 * Whether one of the keys made this `X-Twilio-Signature` over one of the addresses, followed by `form` (what {@link signableForm}
 * says, or nothing). Never throws; without a key the answer is no.
 */
export function isSignedBy(
  keys: readonly KeyObject[],
  signature: string | undefined,
  addresses: readonly string[],
  form: string,
): boolean {
  if (signature?.length !== SIGNATURE_LENGTH) return false;
  const given = Buffer.from(signature, 'latin1');
  for (const key of keys) {
    for (const address of addresses) {
      const expected = createHmac('sha1', key)
        .update(address + form, 'utf8')
        .digest('base64');
      if (timingSafeEqual(given, Buffer.from(expected, 'latin1'))) return true;
    }
  }
  return false;
}

/**
 * Whether the `bodySHA256` of a signed address is that of the body: how Twilio signs what is not a form. No if it is missing or given
 * twice. The address itself must have been checked with {@link isSignedBy}.
 */
export function isBodyOf(target: string, body: Buffer): boolean {
  const [found, ...more] = target.matchAll(BODY_HASH);
  const claimed = found?.[1];
  if (claimed === undefined || more.length > 0) return false;
  const actual = createHash('sha256').update(body).digest('hex');
  return timingSafeEqual(Buffer.from(claimed.toLowerCase(), 'latin1'), Buffer.from(actual, 'latin1'));
}
