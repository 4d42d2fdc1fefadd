import { Injectable } from '@nestjs/common';
import type { TablesUpdate } from '@app/supabase';
import type { Caller } from '../../auth/caller.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { unwrap } from '../../database/unwrap.js';
import type { RoutingDraft } from './routing-draft.js';

/** The whole draft of a tenant, read at one moment, and the two things of which there is one for each tenant. */
@Injectable()
export class RoutingDraftStore {
  constructor(private readonly database: TenantDatabase) {}

  async read(tenantId: string): Promise<RoutingDraft> {
    const read = unwrap(await this.database.service().rpc('routing_draft_of', { p_user_id: tenantId }));
    return read as unknown as RoutingDraft;
  }

  /** Policy and fallback of the draft: what is given is set, null is the default again. */
  async changeDraft(caller: Caller, changes: TablesUpdate<'routing_drafts'>): Promise<void> {
    const row = { ...changes, user_id: caller.tenantId, updated_at: new Date().toISOString() };
    unwrap(await this.database.service().from('routing_drafts').upsert(row, { onConflict: 'user_id' }));
  }

  /** In force at once: it is no part of a version. */
  async setDynamic(caller: Caller, isDynamic: boolean): Promise<void> {
    const row = { user_id: caller.tenantId, is_dynamic: isDynamic, updated_at: new Date().toISOString() };
    unwrap(await this.database.service().from('routing_settings').upsert(row, { onConflict: 'user_id' }));
  }
}
