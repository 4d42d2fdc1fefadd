import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import type { Tables } from '@app/supabase';
import type { Caller } from '../../auth/caller.js';
import { asJson } from '../../database/as-json.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { unwrap } from '../../database/unwrap.js';

export type VersionRow = Omit<Tables<'routing_versions'>, 'document' | 'user_id' | 'id'>;
export type VersionWithDocument = VersionRow & { readonly document: RoutingDocument };

const COLUMNS = 'version, note, actor_kind, actor_id, created_at';

/** What was published, immutable. */
@Injectable()
export class VersionsStore {
  constructor(private readonly database: TenantDatabase) {}

  /** The newest first, older than `before` when it is given. */
  async list(caller: Caller, limit: number, before: number | null): Promise<VersionRow[]> {
    const own = this.database.for(caller).from('routing_versions').select(COLUMNS).eq('user_id', caller.tenantId);
    const page = before === null ? own : own.lt('version', before);
    return unwrap(await page.order('version', { ascending: false }).limit(limit));
  }

  async find(caller: Caller, version: number): Promise<VersionWithDocument | null> {
    const own = this.database.for(caller).from('routing_versions').select(`${COLUMNS}, document`);
    const found = unwrap(await own.eq('user_id', caller.tenantId).eq('version', version).maybeSingle());
    return found as unknown as VersionWithDocument | null;
  }

  /** The new version's number; null when another one than `expected` is in force by now. */
  async publish(
    caller: Caller,
    document: RoutingDocument,
    expected: number | null,
    note: string | null,
  ): Promise<number | null> {
    return unwrap(
      await this.database.service().rpc('publish_routing', {
        p_user_id: caller.tenantId,
        p_document: asJson(document),
        p_expected: expected,
        p_note: note,
        p_actor_kind: caller.kind,
        p_actor_id: caller.actorId,
      }),
    );
  }
}
