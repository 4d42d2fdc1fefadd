import { Injectable } from '@nestjs/common';
import type { Tables, TablesInsert } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';

export type AuditRow = Omit<Tables<'audit_log'>, 'user_id'>;

@Injectable()
export class AuditStore {
  constructor(private readonly database: TenantDatabase) {}

  /** Only the service may write the log; a tenant's own token cannot. */
  async append(row: TablesInsert<'audit_log'>): Promise<void> {
    unwrap(await this.database.service().from('audit_log').insert(row));
  }

  /** The newest entries first, older than `before` when it is given. */
  async list(caller: Caller, limit: number, before: number | null): Promise<AuditRow[]> {
    const own = this.database
      .for(caller)
      .from('audit_log')
      .select('id, actor_kind, actor_id, action, subject_kind, subject_id, detail, request_id, created_at')
      .eq('user_id', caller.tenantId);
    const page = before === null ? own : own.lt('id', before);
    return unwrap(await page.order('id', { ascending: false }).limit(limit));
  }
}
