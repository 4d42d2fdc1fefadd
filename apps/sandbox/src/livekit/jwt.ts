import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';

/** A refusal that the server gives before Twirp: plain text, 401 (livekit: pkg/service/auth.go). */
export class TokenRefused extends Error {}

export interface Grants {
  readonly video: JsonObject;
  readonly sip: JsonObject;
}

/** livekit/protocol auth/verifier.go. */
const LEEWAY_SECONDS = 60;
const ALGORITHMS = new Set([
  'none',
  ...['HS', 'RS', 'ES', 'PS'].flatMap((family) => [256, 384, 512].map((n) => `${family}${n}`)),
]);

/**
 * Verifies the bearer token by hand: HS256 over the project's secret, issuer = API key, not expired, already valid. Without a token
 * nothing is granted, which each method then says for itself. A refused token is repeated in the refusal, as the server does.
 */
export function verifyToken(authorization: string | undefined, apiKey: string, apiSecret: string): Grants {
  if (authorization === undefined || authorization === '') return { video: {}, sip: {} };
  if (!authorization.startsWith('Bearer ')) {
    throw new TokenRefused('invalid authorization header. Must start with Bearer ');
  }
  const token = authorization.slice('Bearer '.length);
  const refuse = (why: string) => new TokenRefused(`invalid token: ${token}, error: ${why}`);
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const { alg } = decode(header);
  const { iss = '', exp, nbf, video, sip } = decode(payload);
  if (
    rest.length > 0 ||
    typeof iss !== 'string' ||
    typeof alg !== 'string' ||
    !ALGORITHMS.has(alg) ||
    !areDates(exp, nbf)
  )
    throw notAToken();
  if (iss !== apiKey) throw new TokenRefused(`invalid API key: ${iss}`);
  if (alg !== 'HS256') throw refuse(`token signature is invalid: signing method ${alg} is invalid`);
  const expected = createHmac('sha256', apiSecret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refuse('token signature is invalid: signature is invalid');
  }
  const now = Date.now() / 1000;
  if (typeof exp === 'number' && exp + LEEWAY_SECONDS < now) {
    throw refuse('token has invalid claims: token is expired');
  }
  if (typeof nbf === 'number' && nbf - LEEWAY_SECONDS > now) {
    throw refuse('token has invalid claims: token is not valid yet');
  }
  return { video: isJsonObject(video) ? video : {}, sip: isJsonObject(sip) ? sip : {} };
}

/** A token may do without either of them. */
function areDates(...claims: readonly unknown[]): boolean {
  return claims.every((claim) => claim === undefined || typeof claim === 'number');
}

function notAToken(): TokenRefused {
  return new TokenRefused('invalid authorization token');
}

function decode(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (isJsonObject(value)) return value;
  } catch {
    // Falls through to the one refusal for everything that is not a token.
  }
  throw notAToken();
}
