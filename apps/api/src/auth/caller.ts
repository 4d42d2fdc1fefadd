import type { Secret } from '@app/secrets';
import type { Scope } from './scope.js';

/**
 * Who is asking. The first argument of every service method that acts for somebody, so that tenant, rights and request travel in
 * the signature and not by magic.
 */
export interface Caller {
  /** Owner of everything the request may touch: today one Supabase user (`user_id`). */
  readonly tenantId: string;
  readonly kind: 'user' | 'api-key';
  /** The user's id, or the row id of the API key. */
  readonly actorId: string;
  /** All scopes for a user; the granted ones for an API key. */
  readonly scopes: readonly Scope[];
  /** The user's own JWT, with which the database enforces the tenant; null for an API key. */
  readonly accessToken: Secret | null;
  readonly requestId: string;
}
