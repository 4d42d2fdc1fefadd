import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { isScope, type Scope } from './scope.js';

/** An API key as verification needs it. */
export interface KnownApiKey {
  readonly apiKeyId: string;
  readonly tenantId: string;
  readonly secretHash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly isRevoked: boolean;
}

/** Finds API keys before anybody is known to be asking; hence with the service's client, and by the key's own id only. */
@Injectable()
export class ApiKeyLookup {
  constructor(private readonly database: TenantDatabase) {}

  async find(keyId: string): Promise<KnownApiKey | null> {
    const row = unwrap(
      await this.database
        .service()
        .from('api_keys')
        .select('id, user_id, secret_hash, scopes, expires_at, revoked_at')
        .eq('key_id', keyId)
        .maybeSingle(),
    );
    return row === null
      ? null
      : {
          apiKeyId: row.id,
          tenantId: row.user_id,
          secretHash: row.secret_hash,
          scopes: row.scopes.filter(isScope),
          expiresAt: row.expires_at === null ? null : parseTimestamp(row.expires_at),
          isRevoked: row.revoked_at !== null,
        };
  }

  async noteUse(apiKeyId: string, when: Date): Promise<void> {
    const used = { last_used_at: when.toISOString() };
    unwrap(await this.database.service().from('api_keys').update(used).eq('id', apiKeyId));
  }
}
