import { parseTimestamp, type Database } from '@app/supabase';
import type { Call, RouteDecision, Trace } from '@app/routing';
import { eventFrom, type StoredEvent, type StoredRecording } from './call-rows.js';
import type { DecisionStep } from './call-record.js';
import type { CallDto, CallEventDto, DecisionDto } from './call.dto.js';
import type { DecisionRow } from './calls.store.js';
import type { StoredDecision } from './tell-decision.js';

export type CallRow = Database['public']['Functions']['list_calls']['Returns'][number];

export function callDto(row: CallRow): CallDto {
  return {
    callSid: row.call_sid ?? '',
    parentCallSid: row.parent_call_sid,
    credentialId: row.credential_id,
    direction: row.direction,
    from: row.from_number,
    to: row.to_number,
    status: row.status,
    startedAt: isoDate(row.started_at),
    answeredAt: isoDate(row.answered_at),
    endedAt: isoDate(row.ended_at),
    durationSeconds: row.duration,
    price: row.price === null ? null : String(row.price),
    priceUnit: row.price_unit,
    errorCode: row.error_code,
    sipResponseCode: row.sip_response_code,
    // Only `callColumns` writes them.
    recordings: row.recordings as unknown as StoredRecording[],
  };
}

export function callEventDto(row: StoredEvent): CallEventDto {
  const { callSid, kind, providerAt, receivedAt, sequence, payload } = eventFrom(row);
  const at = (providerAt ?? receivedAt).toISOString();
  return { callSid, kind, at, receivedAt: receivedAt.toISOString(), sequence, payload };
}

/** By time; what Twilio numbered within one second, by number. */
export function inOrder(events: readonly CallEventDto[]): CallEventDto[] {
  const time = ({ at }: CallEventDto): number => Math.floor(Date.parse(at) / 1_000);
  return events.toSorted(
    (one, other) =>
      time(one) - time(other) || (one.sequence ?? -1) - (other.sequence ?? -1) || (one.at < other.at ? -1 : 1),
  );
}

/** Only `decisionRow` writes it. */
export function storedDecision(row: DecisionRow): StoredDecision {
  return {
    step: row.step as DecisionStep,
    decidedAt: parseTimestamp(row.decided_at).toISOString(),
    version: row.version,
    source: row.source,
    cacheAgeMs: row.cache_age_ms,
    call: row.call as unknown as Call,
    decision: row.decision as unknown as RouteDecision,
    trace: row.trace as unknown as Trace,
  };
}

export function decisionDto(stored: StoredDecision): DecisionDto {
  const { step, decidedAt, version, source, cacheAgeMs, call, decision, trace } = stored;
  return { step, decidedAt, version, source, cacheAgeMs, call, decision, trace };
}

function isoDate(text: string | null): string | null {
  return text === null ? null : parseTimestamp(text).toISOString();
}
