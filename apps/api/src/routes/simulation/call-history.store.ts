import { Injectable } from '@nestjs/common';
import type { Call, DialStatus, RouteDecision, Trace } from '@app/routing';
import { parseTimestamp } from '@app/supabase';
import type { Caller } from '../../auth/caller.js';
import type { DecisionStep } from '../../calls/call-record.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { unwrap } from '../../database/unwrap.js';

export interface StoredDecision {
  readonly step: DecisionStep;
  readonly call: Call;
  readonly decision: RouteDecision;
  readonly trace: Trace;
  readonly version: number | null;
  readonly decidedAt: Date;
}

export interface CallHistory {
  /** In the order in which they were made. */
  readonly decisions: readonly StoredDecision[];
  /** How each dial ended, by the moment at which the next decision was made. */
  readonly outcomes: ReadonlyMap<number, DialStatus>;
}

const MOST_DECISIONS = 100;
const MOST_LEGS = 200;

/** What was decided for a call, and how its dials ended. */
@Injectable()
export class CallHistoryStore {
  constructor(private readonly database: TenantDatabase) {}

  async read(caller: Caller, callSid: string): Promise<CallHistory> {
    const client = this.database.for(caller);
    const rows = unwrap(
      await client
        .from('route_decisions')
        .select('step, call, decision, trace, version, decided_at')
        .eq('user_id', caller.tenantId)
        .eq('call_sid', callSid)
        .order('decided_at')
        .order('id')
        .limit(MOST_DECISIONS),
    );
    // The columns hold what `DecisionLog` was given.
    const decisions = rows.map((row) => ({
      step: row.step as DecisionStep,
      call: row.call as unknown as Call,
      decision: row.decision as unknown as RouteDecision,
      trace: row.trace as unknown as Trace,
      version: row.version,
      decidedAt: parseTimestamp(row.decided_at),
    }));
    return { decisions, outcomes: await this.outcomes(caller, callSid) };
  }

  private async outcomes(caller: Caller, callSid: string): Promise<Map<number, DialStatus>> {
    const client = this.database.for(caller);
    const legs = client.from('twilio_call_logs').select('call_sid').eq('user_id', caller.tenantId);
    const sids = unwrap(await legs.eq('parent_call_sid', callSid).limit(MOST_LEGS)).flatMap(
      ({ call_sid: sid }) => sid ?? [],
    );
    if (sids.length === 0) return new Map();
    const ended = client.from('call_events').select('received_at, payload').eq('user_id', caller.tenantId);
    const events = unwrap(await ended.eq('kind', 'dial-ended').in('call_sid', sids));
    return new Map(
      events.map(({ received_at: at, payload }) => [
        parseTimestamp(at).getTime(),
        (payload as { readonly CallStatus: DialStatus }).CallStatus,
      ]),
    );
  }
}
