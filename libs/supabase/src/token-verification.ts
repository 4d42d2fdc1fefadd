import type { Secret } from '@app/secrets';

/**
 * How the access tokens of the dashboard are to be verified. The algorithm follows from the configuration and never from the
 * header of a token.
 */
export type TokenVerification = SecretVerification | JwksVerification;

/** HS256 with a shared secret: the embedded database, or a hosted project that still signs with its legacy secret. */
export interface SecretVerification {
  readonly kind: 'secret';
  readonly secret: Secret;
  readonly algorithms: readonly ['HS256'];
  /** Null where tokens carry no `iss` claim at all, as those of the embedded database: then there is nothing to compare. */
  readonly issuer: string | null;
  readonly audience: string;
}

/** Asymmetric keys of a hosted project, fetched from its JWKS. */
export interface JwksVerification {
  readonly kind: 'jwks';
  readonly url: string;
  readonly algorithms: readonly string[];
  readonly issuer: string;
  readonly audience: string;
}

/** The `aud` and, at the same time, the `role` of a signed-in user at Supabase, hosted and embedded. */
export const USER_AUDIENCE = 'authenticated';
