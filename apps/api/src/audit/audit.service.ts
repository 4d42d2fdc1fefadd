import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import type { AuditEntry, AuditPage, AuditQuery } from './audit.dto.js';
import { AuditStore, type AuditRow } from './audit.store.js';

@Injectable()
export class AuditService {
  constructor(private readonly store: AuditStore) {}

  /** One more row than asked tells whether there is another page. */
  async list(caller: Caller, { limit, cursor }: AuditQuery): Promise<AuditPage> {
    const rows = await this.store.list(caller, limit + 1, cursor ?? null);
    const entries = rows.slice(0, limit).map(toEntry);
    return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.entryId ?? null) : null };
  }
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    entryId: row.id,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    detail: row.detail,
    requestId: row.request_id,
    createdAt: parseTimestamp(row.created_at).toISOString(),
  };
}
