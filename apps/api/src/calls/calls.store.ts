import { Injectable } from '@nestjs/common';
import type { Tables } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { StoredEvent } from './call-rows.js';
import type { CallRow } from './call-views.js';
import type { CallsCursor } from './calls-cursor.js';

const CALL_COLUMNS =
  'call_sid, credential_id, parent_call_sid, direction, from_number, to_number, status, started_at, answered_at, ended_at, duration, price, price_unit, error_code, sip_response_code, recordings';
const DECISION_COLUMNS = 'step, call, decision, trace, version, source, cache_age_ms, decided_at';
/** A call has some ten events; one that has more than so many is not read by anybody to its end. */
const MOST_EVENTS = 1_000;
const MOST_LEGS = 200;

export type DecisionRow = Pick<
  Tables<'route_decisions'>,
  'step' | 'call' | 'decision' | 'trace' | 'version' | 'source' | 'cache_age_ms' | 'decided_at'
>;

export interface CallsFilter {
  readonly number: string | null;
  readonly status: string | null;
  readonly direction: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Calls as their tenant reads them: with the caller's own token where there is one. */
@Injectable()
export class CallsStore {
  constructor(private readonly database: TenantDatabase) {}

  /** The latest first. */
  async list(caller: Caller, filter: CallsFilter, limit: number, before: CallsCursor | null): Promise<CallRow[]> {
    return unwrap(
      await this.database.for(caller).rpc('list_calls', {
        p_user_id: caller.tenantId,
        p_limit: limit,
        p_before_at: before === null ? null : new Date(before.at).toISOString(),
        p_before_sid: before?.callSid ?? null,
        p_number: filter.number,
        p_status: filter.status,
        p_direction: filter.direction,
        p_from: filter.from?.toISOString() ?? null,
        p_to: filter.to?.toISOString() ?? null,
      }),
    );
  }

  async find(caller: Caller, callSid: string): Promise<CallRow | null> {
    return unwrap(
      await this.database
        .for(caller)
        .from('twilio_call_logs')
        .select(CALL_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('call_sid', callSid)
        .not('credential_id', 'is', null)
        .maybeSingle(),
    );
  }

  /** The legs that were dialled for a call, in order of their beginning. */
  async legs(caller: Caller, callSid: string): Promise<CallRow[]> {
    return unwrap(
      await this.database
        .for(caller)
        .from('twilio_call_logs')
        .select(CALL_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('parent_call_sid', callSid)
        .not('credential_id', 'is', null)
        .order('started_at')
        .limit(MOST_LEGS),
    );
  }

  async events(caller: Caller, callSids: readonly string[]): Promise<StoredEvent[]> {
    return unwrap(
      await this.database
        .for(caller)
        .from('call_events')
        .select('kind, call_sid, sequence, provider_at, received_at, payload')
        .eq('user_id', caller.tenantId)
        .in('call_sid', [...callSids])
        .order('id')
        .limit(MOST_EVENTS),
    );
  }

  /** In the order in which they were made. */
  async decisions(caller: Caller, callSid: string): Promise<DecisionRow[]> {
    return unwrap(
      await this.database
        .for(caller)
        .from('route_decisions')
        .select(DECISION_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('call_sid', callSid)
        .order('decided_at')
        .order('id')
        .limit(MOST_EVENTS),
    );
  }
}
