import { rfc2822 } from '../twilio/dates.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { RecordingRecord, RecordingSource } from './call-records.js';
import type { Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';
import { post } from './progress.js';
import type { VerbContext } from './verb-context.js';
import { methodIn, urlIn } from './verb-context.js';

/** Begins a recording; it hangs on the parent leg, whoever is heard on it. */
export function beginRecording(
  exchange: Exchange,
  call: LiveCall,
  source: RecordingSource,
  channels: number,
): RecordingRecord {
  const { now } = call.timeline;
  const recording: RecordingRecord = {
    ...exchange.calls.stamp('RE'),
    accountSid: call.account.sid,
    callSid: call.record.parentCallSid ?? call.record.sid,
    source,
    channels,
    track: 'both',
    dateCreated: now,
    startTime: now,
    dateUpdated: now,
    status: 'in-progress',
    duration: null,
  };
  exchange.calls.recordings.set(recording.sid, recording);
  call.note('recording', { recordingSid: recording.sid, source });
  return recording;
}

export function endRecording(call: LiveCall, recording: RecordingRecord): void {
  if (recording.status !== 'in-progress' && recording.status !== 'paused') return;
  const { now } = call.timeline;
  recording.duration = Math.round((now - recording.startTime) / 1000);
  recording.status = recording.duration > 0 ? 'completed' : 'absent';
  recording.dateUpdated = now;
}

/** The same for a verb, whose attributes say who is told of it. */
export function startRecording(
  context: VerbContext,
  call: LiveCall,
  source: RecordingSource,
  channels: number,
): RecordingRecord {
  const recording = beginRecording(context.exchange, call, source, channels);
  tell(context, call, recording);
  return recording;
}

export function stopRecording(context: VerbContext, call: LiveCall, recording: RecordingRecord): void {
  endRecording(call, recording);
  tell(context, call, recording);
}

function tell(context: VerbContext, call: LiveCall, recording: RecordingRecord): void {
  const url = urlIn(context, 'recordingStatusCallback');
  const events = (context.element.attributes['recordingStatusCallbackEvent'] ?? 'completed').split(' ');
  if (url === undefined || !events.includes(recording.status)) return;
  const method = methodIn(context, 'recordingStatusCallbackMethod');
  post(context.exchange, call, `recording callback (${recording.status})`, url, method, callbackParams(recording));
}

/** What a recording callback says; it has none of the call's other parameters. */
export function callbackParams(recording: RecordingRecord): Params {
  return [
    ['AccountSid', recording.accountSid],
    ['CallSid', recording.callSid],
    ['RecordingSid', recording.sid],
    ['RecordingUrl', mediaUrl(recording)],
    ['RecordingStatus', recording.status],
    ...(recording.duration === null ? [] : [['RecordingDuration', String(recording.duration)] as const]),
    ['RecordingChannels', String(recording.channels)],
    ['RecordingStartTime', rfc2822(recording.startTime)],
    ['RecordingSource', recording.source],
    ['RecordingTrack', recording.track],
    ['ErrorCode', '0'],
  ];
}

/** What an action callback says of a recording. */
export function recordingParams(recording: RecordingRecord): Params {
  return [
    ['RecordingUrl', mediaUrl(recording)],
    ['RecordingSid', recording.sid],
    ['RecordingDuration', String(recording.duration ?? 0)],
  ];
}

export const mediaUrl = ({ accountSid, sid }: RecordingRecord): string =>
  `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;
