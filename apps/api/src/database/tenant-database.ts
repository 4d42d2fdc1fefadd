import { Inject, Injectable } from '@nestjs/common';
import type { Secret } from '@app/secrets';
import type { Supabase } from '@app/supabase';
import { SUPABASE, type DatabaseClient } from './supabase.token.js';

/** The database as a tenant may see it, and as the service itself does. */
@Injectable()
export class TenantDatabase {
  constructor(@Inject(SUPABASE) private readonly supabase: Supabase) {}

  /**
   * The client to act for a caller with. A signed-in user's own token goes along, so that row-level security decides. An API key
   * has no such token and gets the service's client, which sees everything: every store therefore filters by tenant as well.
   */
  for(caller: { readonly accessToken: Secret | null }): DatabaseClient {
    return caller.accessToken === null ? this.supabase.asService() : this.supabase.asUser(caller.accessToken.reveal());
  }

  /** The client that no row-level security binds: for webhooks, background work and columns no tenant may read. */
  service(): DatabaseClient {
    return this.supabase.asService();
  }

  /** False when this process is the only one that can have the database open (PGlite). */
  get isShared(): boolean {
    return this.supabase.kind !== 'pglite';
  }
}
