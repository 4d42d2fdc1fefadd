import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@app/secrets';
import { USER_AUDIENCE } from '../token-verification.js';

const MAX_LENGTH = 4096;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PART = /^[A-Za-z0-9_-]+$/;

/**
 * Whether a token is one that a signed-in user may act with: HS256 under our secret, not expired, for the audience and the role
 * `authenticated`, with a user in `sub`.
 *
 * The embedded database itself takes any role that a well-signed token names, `postgres` included, and tokens without an end.
 * This check stands before it; it does not replace the verification at the edge of the API.
 */
export function isUserToken(token: string, secret: Secret, nowSeconds: number = Date.now() / 1000): boolean {
  if (token.length > MAX_LENGTH) return false;
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return false;
  if (![header, payload, signature].every((part) => PART.test(part))) return false;
  const expected = createHmac('sha256', secret.reveal()).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const { alg } = parseObject(header);
  const { exp, nbf, role, aud, sub } = parseObject(payload);
  return (
    alg === 'HS256' &&
    typeof exp === 'number' &&
    exp > nowSeconds &&
    (nbf === undefined || (typeof nbf === 'number' && nbf <= nowSeconds + 30)) &&
    role === USER_AUDIENCE &&
    aud === USER_AUDIENCE &&
    typeof sub === 'string' &&
    UUID.test(sub)
  );
}

function parseObject(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
