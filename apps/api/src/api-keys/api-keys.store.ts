import { Injectable } from '@nestjs/common';
import type { Tables, TablesInsert } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';

export type ApiKeyRow = Omit<Tables<'api_keys'>, 'user_id' | 'secret_hash'>;

/** Everything here goes with the caller's own token: only signed-in users manage keys, so the database decides whose they are. */
@Injectable()
export class ApiKeysStore {
  constructor(private readonly database: TenantDatabase) {}

  async insert(caller: Caller, row: Omit<TablesInsert<'api_keys'>, 'user_id'>): Promise<ApiKeyRow> {
    return unwrap(
      await this.#table(caller)
        .insert({ ...row, user_id: caller.tenantId })
        .select(COLUMNS)
        .single(),
    );
  }

  async list(caller: Caller): Promise<ApiKeyRow[]> {
    const own = this.#table(caller).select(COLUMNS).eq('user_id', caller.tenantId);
    return unwrap(await own.order('created_at', { ascending: false }).order('id').limit(MOST_LISTED));
  }

  /** Keys that still open something. */
  async countInUse(caller: Caller): Promise<number> {
    const own = this.#table(caller).select('id').eq('user_id', caller.tenantId).is('revoked_at', null);
    return unwrap(await own.limit(MOST_LISTED)).length;
  }

  /** The revoked key's public id, or null when there was nothing of the caller's to revoke. */
  async revoke(caller: Caller, apiKeyId: string, when: Date): Promise<string | null> {
    const revoked = unwrap(
      await this.#table(caller)
        .update({ revoked_at: when.toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('id', apiKeyId)
        .is('revoked_at', null)
        .select('key_id'),
    );
    return revoked[0]?.key_id ?? null;
  }

  #table(caller: Caller) {
    return this.database.for(caller).from('api_keys');
  }
}

const COLUMNS = 'id, name, key_id, scopes, created_at, expires_at, last_used_at, revoked_at';
const MOST_LISTED = 500;
