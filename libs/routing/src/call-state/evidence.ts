import type { CallEvent, CallEventKind } from './call-event.js';
import { UNKNOWN_CALL, mergeStates, type CallState } from './call-state.js';
import { isCallStatus, isTerminal, type CallStatus } from './call-status.js';
import { isRecordingStatus } from './recording-state.js';
import type { SourceRank, Told } from './told.js';

const SOURCE: Readonly<Record<CallEventKind, SourceRank>> = {
  voice: 0,
  'dial-ended': 0,
  status: 1,
  recording: 1,
  record: 2,
};

/** What a call is, as its events tell: the same for any order of them, and for any of them told twice. */
export function foldEvents(events: Iterable<CallEvent>): CallState {
  let state = UNKNOWN_CALL;
  for (const event of events) state = mergeStates(state, evidenceOf(event));
  return state;
}

/** What one event tells of its leg. What is missing in it or makes no sense tells nothing. */
export function evidenceOf(event: CallEvent): CallState {
  return event.kind === 'recording' ? recordingEvidence(event) : legEvidence(event);
}

function legEvidence(event: CallEvent): CallState {
  const { payload, kind } = event;
  const told = tellerOf(event);
  const status = isCallStatus(payload['CallStatus']) ? payload['CallStatus'] : null;
  // In a callback `Duration` is minutes, rounded up; in the provider's record it is seconds.
  const seconds = wholeNumber(kind === 'record' ? payload['Duration'] : payload['CallDuration']);
  return {
    ...UNKNOWN_CALL,
    status: status === null ? null : { name: status, ofRecord: kind === 'record' },
    parentCallSid: told(payload['ParentCallSid']),
    direction: told(payload['Direction']),
    from: told(payload['From']),
    to: told(payload['To']),
    ...timesOf(event, status, seconds),
    durationSeconds: told(seconds),
    price: told(payload['Price']),
    priceUnit: told(payload['PriceUnit']),
    errorCode: told(payload['ErrorCode']),
    sipResponseCode: told(wholeNumber(payload['SipResponseCode'])),
  };
}

/** An end tells when the call began too: so long before as it lasted. */
function timesOf(
  event: CallEvent,
  status: CallStatus | null,
  seconds: number | undefined,
): Pick<CallState, 'startedAt' | 'answeredAt' | 'endedAt'> {
  const at = momentOf(event);
  if (event.kind === 'record') {
    const started = dateOf(event.payload['StartTime']) ?? at;
    return { startedAt: started, answeredAt: null, endedAt: dateOf(event.payload['EndTime']) };
  }
  if (status === null || !isTerminal(status)) {
    return { startedAt: at, answeredAt: status === 'in-progress' ? at : null, endedAt: null };
  }
  const began = at - (seconds ?? 0) * 1_000;
  const wasAnswered = status === 'completed' && seconds !== undefined && seconds > 0;
  return { startedAt: began, answeredAt: wasAnswered ? began : null, endedAt: at };
}

function recordingEvidence(event: CallEvent): CallState {
  const { payload } = event;
  const told = tellerOf(event);
  const sid = payload['RecordingSid'];
  const startedAt = dateOf(payload['RecordingStartTime']);
  const seen = { ...UNKNOWN_CALL, startedAt: startedAt ?? momentOf(event) };
  if (sid === undefined) return seen;
  const status = isRecordingStatus(payload['RecordingStatus']) ? payload['RecordingStatus'] : null;
  const recording = {
    status,
    startedAt,
    durationSeconds: told(wholeNumber(payload['RecordingDuration'])),
    channels: told(wholeNumber(payload['RecordingChannels'])),
    source: told(payload['RecordingSource']),
    track: told(payload['RecordingTrack']),
  };
  return { ...seen, recordings: { [sid]: recording } };
}

function tellerOf(event: CallEvent): <T extends string | number>(value: T | undefined) => Told<T> | null {
  const base = { source: SOURCE[event.kind], at: momentOf(event), sequence: event.sequence ?? -1 };
  return (value) => (value === undefined || value === '' ? null : { value, ...base });
}

function momentOf({ providerAt, receivedAt }: CallEvent): number {
  return (providerAt ?? receivedAt).getTime();
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** RFC 2822 or ISO 8601, as Twilio's APIs write them. */
function dateOf(text: string | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
