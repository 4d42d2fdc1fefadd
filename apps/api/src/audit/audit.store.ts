import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { JsonValue } from '../problems/problem.js';

export interface NewAuditRow {
  readonly user_id: string;
  readonly actor_kind: 'user' | 'api-key' | 'system';
  readonly actor_id: string;
  readonly action: string;
  readonly subject_kind: string | null;
  readonly subject_id: string | null;
  readonly detail: Readonly<Record<string, JsonValue>>;
  readonly request_id: string | null;
}

export interface AuditRow extends Omit<NewAuditRow, 'user_id'> {
  readonly id: number;
  readonly created_at: string;
}

const COLUMNS = 'id, actor_kind, actor_id, action, subject_kind, subject_id, detail, request_id, created_at';

@Injectable()
export class AuditStore {
  constructor(private readonly database: TenantDatabase) {}

  /** Only the service may write the log; a tenant's own token cannot. */
  async append(row: NewAuditRow): Promise<void> {
    unwrap<null>(await this.database.service().from('audit_log').insert(row));
  }

  /** The newest entries first, older than `before` when it is given. */
  async list(caller: Caller, limit: number, before: number | null): Promise<AuditRow[]> {
    const own = this.database.for(caller).from('audit_log').select(COLUMNS).eq('user_id', caller.tenantId);
    const page = before === null ? own : own.lt('id', before);
    return unwrap<AuditRow[]>(await page.order('id', { ascending: false }).limit(limit));
  }
}
