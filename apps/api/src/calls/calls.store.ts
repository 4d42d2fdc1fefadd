import { Injectable } from '@nestjs/common';
import { asJson } from '../database/as-json.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { DecisionEntry, TenantCallEvent } from './call-record.js';
import { decisionKey } from './decision-key.js';

const ONCE = { onConflict: 'user_id,dedupe_key', ignoreDuplicates: true } as const;

@Injectable()
export class CallsStore {
  constructor(private readonly database: TenantDatabase) {}

  async addEvents(events: readonly TenantCallEvent[]): Promise<void> {
    const rows = events.map((event) => ({
      user_id: event.tenantId,
      credential_id: event.credentialId,
      call_sid: event.callSid,
      kind: event.kind,
      dedupe_key: event.dedupeKey,
      sequence: event.sequence,
      provider_at: event.providerAt?.toISOString() ?? null,
      payload: asJson(event.payload),
      received_at: event.receivedAt.toISOString(),
    }));
    unwrap(await this.database.service().from('call_events').upsert(rows, ONCE));
  }

  async addDecisions(entries: readonly DecisionEntry[]): Promise<void> {
    const rows = entries.map((entry) => ({
      user_id: entry.tenantId,
      credential_id: entry.credentialId,
      call_sid: entry.callSid,
      step: entry.step,
      dedupe_key: decisionKey(entry),
      call: asJson(entry.call),
      decision: asJson(entry.decision),
      trace: asJson(entry.trace),
      version: entry.version,
      source: entry.source.kind,
      cache_age_ms: entry.source.ageMs,
      decided_at: entry.decidedAt.toISOString(),
    }));
    unwrap(await this.database.service().from('route_decisions').upsert(rows, ONCE));
  }

  /** The tenant whose call this is; null when it is not known yet. */
  async tenantOf(callSid: string): Promise<string | null> {
    const row = unwrap(
      await this.database
        .service()
        .from('call_events')
        .select('user_id')
        .eq('call_sid', callSid)
        .limit(1)
        .maybeSingle(),
    );
    return row?.user_id ?? null;
  }
}
