import { foldEvents, type CallEvent, type CallEventKind, type CallState, type RecordingStatus } from '@app/routing';
import { parseTimestamp, type Json, type Tables, type TablesInsert } from '@app/supabase';
import { asJson } from '../database/as-json.js';
import type { DecisionEntry, TenantCallEvent } from './call-record.js';
import { decisionKey } from './decision-key.js';

/** A recording as it stands in `twilio_call_logs.recordings`: enough to fetch it, but no address that anybody could listen at. */
export interface StoredRecording {
  readonly recordingSid: string;
  readonly status: RecordingStatus | null;
  readonly startedAt: string | null;
  readonly durationSeconds: number | null;
  readonly channels: number | null;
  readonly source: string | null;
  readonly track: string | null;
}

const NUMERIC = /^-?\d{1,12}(?:\.\d{1,12})?$/;

/** The columns that show a state; the state itself goes beside them. */
export function callColumns(state: CallState) {
  const price = state.price?.value;
  return {
    parent_call_sid: state.parentCallSid?.value ?? null,
    direction: state.direction?.value ?? null,
    from_number: state.from?.value ?? null,
    to_number: state.to?.value ?? null,
    status: state.status?.name ?? null,
    started_at: isoDate(state.startedAt),
    answered_at: isoDate(state.answeredAt),
    ended_at: isoDate(state.endedAt),
    duration: state.durationSeconds?.value ?? null,
    price: price !== undefined && NUMERIC.test(price) ? price : null,
    price_unit: state.priceUnit?.value ?? null,
    error_code: state.errorCode?.value ?? null,
    sip_response_code: state.sipResponseCode?.value ?? null,
    recordings: recordingsOf(state),
    state: asJson(state),
  } satisfies Record<string, Json>;
}

/** An event as it is stored, for those who read it. */
export type StoredEvent = Pick<
  Tables<'call_events'>,
  'kind' | 'call_sid' | 'sequence' | 'provider_at' | 'received_at' | 'payload'
>;

export function eventFrom(row: StoredEvent): CallEvent {
  return {
    kind: row.kind as CallEventKind,
    callSid: row.call_sid,
    sequence: row.sequence,
    providerAt: row.provider_at === null ? null : parseTimestamp(row.provider_at),
    receivedAt: parseTimestamp(row.received_at),
    // Only `eventRow` writes it.
    payload: row.payload as Readonly<Record<string, string>>,
  };
}

/** What the row of a call must be, from all of its events: how it is rebuilt, and how it is checked. */
export function rebuildCall(events: readonly StoredEvent[]): ReturnType<typeof callColumns> {
  return callColumns(foldEvents(events.map(eventFrom)));
}

function recordingsOf({ recordings }: CallState): Json {
  return Object.entries(recordings).map(([recordingSid, recording]) =>
    asJson({
      recordingSid,
      status: recording.status,
      startedAt: isoDate(recording.startedAt),
      durationSeconds: recording.durationSeconds?.value ?? null,
      channels: recording.channels?.value ?? null,
      source: recording.source?.value ?? null,
      track: recording.track?.value ?? null,
    } satisfies StoredRecording),
  );
}

export function eventRow(event: TenantCallEvent): TablesInsert<'call_events'> {
  return {
    user_id: event.tenantId,
    credential_id: event.credentialId,
    call_sid: event.callSid,
    kind: event.kind,
    dedupe_key: event.dedupeKey,
    sequence: event.sequence,
    provider_at: event.providerAt?.toISOString() ?? null,
    payload: asJson(event.payload),
    received_at: event.receivedAt.toISOString(),
  };
}

export function decisionRow(entry: DecisionEntry): TablesInsert<'route_decisions'> {
  return {
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
    cache_age_ms: entry.source.ageMs === null ? null : Math.round(entry.source.ageMs),
    decided_at: entry.decidedAt.toISOString(),
  };
}

function isoDate(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
