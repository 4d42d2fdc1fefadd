import { Injectable } from '@nestjs/common';
import { UNKNOWN_CALL, type CallState } from '@app/routing';
import { asJson } from '../database/as-json.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { DecisionEntry, TenantCallEvent } from './call-record.js';
import { callColumns, decisionRow, eventRow } from './call-rows.js';
import type { MergedCall, StoredCall } from './merge-batch.js';

/** What `read_calls` answers. */
interface ReadCalls {
  readonly calls: readonly {
    readonly call_sid: string;
    readonly user_id: string;
    readonly version: number;
    readonly state: CallState | null;
  }[];
  readonly stored: readonly string[];
}

/** What is written of calls: always with the service's rights, by functions of the database that write whole batches. */
@Injectable()
export class CallWritesStore {
  constructor(private readonly database: TenantDatabase) {}

  /** The calls of these events as they are stored, and the keys of those events that are stored already. */
  async read(
    events: readonly TenantCallEvent[],
  ): Promise<{ readonly calls: ReadonlyMap<string, StoredCall>; readonly storedKeys: ReadonlySet<string> }> {
    const asked = events.map(({ tenantId, dedupeKey, callSid }) => ({
      user_id: tenantId,
      dedupe_key: dedupeKey,
      call_sid: callSid,
    }));
    const answer = unwrap(await this.database.service().rpc('read_calls', { p_events: asked }));
    // The function builds it; nothing of it comes from outside.
    const { calls, stored } = answer as unknown as ReadCalls;
    const known = calls.map((row) => ({
      callSid: row.call_sid,
      tenantId: row.user_id,
      version: row.version,
      state: row.state ?? UNKNOWN_CALL,
    }));
    return { calls: new Map(known.map((call) => [call.callSid, call])), storedKeys: new Set(stored) };
  }

  /** Stores all in one transaction; the calls that were written by somebody else since they were read are returned, and not stored. */
  async write(
    calls: readonly MergedCall[],
    events: readonly TenantCallEvent[],
    decisions: readonly DecisionEntry[],
  ): Promise<ReadonlySet<string>> {
    const rows = calls.map(({ callSid, tenantId, credentialId, version, state }) => ({
      call_sid: callSid,
      user_id: tenantId,
      credential_id: credentialId,
      version,
      ...callColumns(state),
    }));
    const conflicts = unwrap(
      await this.database.service().rpc('record_calls', {
        p_calls: rows,
        p_events: events.map((event) => asJson(eventRow(event))),
        p_decisions: decisions.map((entry) => asJson(decisionRow(entry))),
      }),
    );
    return new Set(conflicts);
  }

  /** The tenants of those calls that are known. */
  async tenantsOf(callSids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = unwrap(
      await this.database
        .service()
        .from('twilio_call_logs')
        .select('call_sid, user_id')
        .in('call_sid', [...callSids])
        .not('credential_id', 'is', null),
    );
    return new Map(rows.map((row) => [row.call_sid ?? '', row.user_id]));
  }
}
