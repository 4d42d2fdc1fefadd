import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';

/** A refusal that the server gives before Twirp: plain text, 401 (livekit: pkg/service/auth.go). */
export class TokenRefused extends Error {}

export interface Grants {
  readonly video: JsonObject;
  readonly sip: JsonObject;
}

const CLOCK_TOLERANCE_SECONDS = 10;

/** Verifies the bearer token by hand: HS256 over the project's secret, issuer = API key, not expired, already valid. */
export function verifyToken(authorization: string | undefined, apiKey: string, apiSecret: string): Grants {
  if (!authorization?.startsWith('Bearer ')) {
    throw new TokenRefused('invalid authorization header. Must start with Bearer ');
  }
  const [header = '', payload = '', signature = '', ...rest] = authorization.slice('Bearer '.length).split('.');
  const claims = decode(payload);
  if (decode(header)['alg'] !== 'HS256' || rest.length > 0) throw new TokenRefused('invalid authorization token');
  if (claims['iss'] !== apiKey) throw new TokenRefused('invalid API key');
  const expected = createHmac('sha256', apiSecret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new TokenRefused('invalid authorization token: error in cryptographic primitive');
  }
  const now = Date.now() / 1000;
  const { exp, nbf, video, sip } = claims;
  if (typeof exp !== 'number' || exp + CLOCK_TOLERANCE_SECONDS < now) {
    throw new TokenRefused('invalid authorization token: token is expired (exp)');
  }
  if (typeof nbf === 'number' && nbf - CLOCK_TOLERANCE_SECONDS > now) {
    throw new TokenRefused('invalid authorization token: token not valid yet (nbf)');
  }
  return { video: isJsonObject(video) ? video : {}, sip: isJsonObject(sip) ? sip : {} };
}

function decode(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (isJsonObject(value)) return value;
  } catch {
    // Falls through to the one refusal for everything that is not a token.
  }
  throw new TokenRefused('invalid authorization token');
}
