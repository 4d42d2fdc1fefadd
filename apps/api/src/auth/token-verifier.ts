import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { TokenVerification } from '@app/supabase';
import { Problem } from '../problems/problem.js';

const MOST_TOKEN_LENGTH = 4096;
const CLOCK_SKEW_SECONDS = 30;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** Supabase lets a project choose a week at most; what lasts for years was not made by its sign-in. */
const LONGEST_LIFE_SECONDS = 31 * 86_400;
/** How long the published keys are believed, and how soon an unknown key id may make us fetch them again. */
const JWKS_MAX_AGE_MS = 600_000;
const JWKS_COOLDOWN_MS = 30_000;
const JWKS_TIMEOUT_MS = 5_000;

/** What a token said: a user, or nothing we accept. An expired token was once good, so it is no sign of guessing. */
export type TokenVerdict =
  | { readonly accepted: true; readonly userId: string }
  | { readonly accepted: false; readonly reason: string; readonly wasGenuine: boolean };

/**
 * Verifies the access tokens of signed-in users. Algorithms, issuer, audience and key come from the configuration; the token's own
 * header chooses at most one of our published keys, and its `jku`, `jwk` and `x5u` are not read at all.
 */
export class TokenVerifier {
  readonly #check: (token: string) => Promise<JWTPayload>;

  constructor(verification: TokenVerification, fetchKeys: typeof fetch = fetch) {
    const options: JWTVerifyOptions = {
      algorithms: [...verification.algorithms],
      audience: verification.audience,
      clockTolerance: CLOCK_SKEW_SECONDS,
      requiredClaims: ['exp', 'sub', 'aud'],
      ...(verification.issuer === null ? {} : { issuer: verification.issuer }),
    };
    this.#check = keyedCheck(verification, options, fetchKeys);
  }

  async verify(token: string): Promise<TokenVerdict> {
    if (token.length > MOST_TOKEN_LENGTH || !isCompact(token)) return refused('not a token');
    try {
      return judge(await this.#check(token));
    } catch (thrown) {
      if (thrown instanceof errors.JWTExpired) return { accepted: false, reason: 'expired', wasGenuine: true };
      if (thrown instanceof Problem) throw thrown;
      return refused(thrown instanceof errors.JOSEError ? thrown.code : 'unverifiable');
    }
  }
}

/** Three parts, each the one canonical text of its bytes: otherwise the same token could be written in several ways. */
function isCompact(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every((part) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

function keyedCheck(verification: TokenVerification, options: JWTVerifyOptions, fetchKeys: typeof fetch) {
  if (verification.kind === 'secret') {
    const secret = new TextEncoder().encode(verification.secret.reveal());
    return async (token: string) => (await jwtVerify(token, secret, options)).payload;
  }
  const keys = createRemoteJWKSet(new URL(verification.url), {
    cacheMaxAge: JWKS_MAX_AGE_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    timeoutDuration: JWKS_TIMEOUT_MS,
    [customFetch]: async (url: string, init: RequestInit) => fetchOrSayUnavailable(fetchKeys, url, init),
  });
  return async (token: string) => (await jwtVerify(token, keys, options)).payload;
}

/** That the keys cannot be had says nothing about the token, so it must not look like a bad one. */
async function fetchOrSayUnavailable(fetchKeys: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  const response = await fetchKeys(url, init).catch((cause: unknown) => {
    throw new Problem('auth.unavailable', { internal: 'the published keys cannot be fetched', cause });
  });
  if (response.status === 200) return response;
  throw new Problem('auth.unavailable', { internal: `the published keys answered ${response.status}` });
}

/** The signature is good; now the claims that make the bearer a user of ours and not a service, a guest or a stray. */
function judge(claims: JWTPayload): TokenVerdict {
  const { sub, exp, iat } = claims;
  if (typeof exp !== 'number') return refused('no expiry');
  if (exp > Date.now() / 1000 + LONGEST_LIFE_SECONDS) return refused('expires too late');
  if (typeof iat === 'number' && iat > Date.now() / 1000 + CLOCK_SKEW_SECONDS) return refused('issued in the future');
  if (claims['role'] !== 'authenticated') return refused('role');
  if (claims['is_anonymous'] === true) return refused('anonymous');
  return typeof sub === 'string' && UUID.test(sub) ? { accepted: true, userId: sub.toLowerCase() } : refused('subject');
}

function refused(reason: string): TokenVerdict {
  return { accepted: false, reason, wasGenuine: false };
}
