import type { CallStatus, DialStatus } from '@app/routing';
import type { DecisionEntry, TenantCallEvent } from './call-record.js';
import { keyOf } from './decision-key.js';

/** `answered` is Twilio's word where what answered was no telephone: the leg has ended by now either way. */
const LEG_STATUS: Readonly<Record<DialStatus, CallStatus>> = {
  completed: 'completed',
  answered: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled',
};

/** What a decision tells of the call itself: that it has come, or how the leg that was dialled for it has ended. */
export function eventsOfDecision(entry: DecisionEntry): TenantCallEvent[] {
  if (entry.step === 'dial-ended') return dialEnded(entry);
  if (entry.step === 'refer') return [];
  const payload = { CallStatus: 'ringing', Direction: 'inbound', From: entry.call.from, To: entry.call.to };
  return [eventOf(entry, 'voice', entry.callSid, payload)];
}

function dialEnded(entry: DecisionEntry): TenantCallEvent[] {
  const { dial } = entry;
  if (dial === undefined || dial.callSid === null) return [];
  const payload = {
    CallStatus: LEG_STATUS[dial.status],
    Direction: 'outbound-dial',
    ParentCallSid: entry.callSid,
    ...(dial.durationSeconds === null ? {} : { CallDuration: String(dial.durationSeconds) }),
  };
  return [eventOf(entry, 'dial-ended', dial.callSid, payload)];
}

function eventOf(
  entry: DecisionEntry,
  kind: 'voice' | 'dial-ended',
  callSid: string,
  payload: Readonly<Record<string, string>>,
): TenantCallEvent {
  const { tenantId, credentialId, decidedAt } = entry;
  const dedupeKey = keyOf(kind, callSid, decidedAt.toISOString());
  return {
    tenantId,
    credentialId,
    kind,
    callSid,
    dedupeKey,
    sequence: null,
    providerAt: null,
    receivedAt: decidedAt,
    payload,
  };
}
