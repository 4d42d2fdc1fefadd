import type { RecordingRecord } from '../calls/call-records.js';
import type { Exchange } from '../calls/exchange.js';
import { mediaUrl } from '../calls/recordings.js';
import type { JsonObject } from '../json.js';
import { callOf, isWithin } from './calls.js';
import type { ParamTable } from './checks.js';
import { anything, flag, sid } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound } from './errors.js';
import type { Call, Operation } from './operation.js';
import { gone, listOf, ok, operationOn, PAGING } from './operation.js';

const ACCOUNT = '/2010-04-01/Accounts/{AccountSid}';
const RECORDINGS = `${ACCOUNT}/Recordings`;
const RECORDING = `${RECORDINGS}/{Sid}`;
const CALL_RECORDINGS = `${ACCOUNT}/Calls/{CallSid}/Recordings`;
const CALL_RECORDING = `${CALL_RECORDINGS}/{Sid}`;

const DATES: ParamTable = { DateCreated: anything, 'DateCreated<': anything, 'DateCreated>': anything };

/** What both kinds of resource say in the same words. */
function common(account: Call['account'], recording: RecordingRecord): JsonObject {
  return {
    account_sid: account.sid,
    api_version: '2010-04-01',
    call_sid: recording.callSid,
    conference_sid: null,
    date_created: rfc2822(recording.dateCreated),
    date_updated: rfc2822(recording.dateUpdated),
    start_time: rfc2822(recording.startTime),
    duration: recording.duration === null ? null : String(recording.duration),
    sid: recording.sid,
    price: null,
    price_unit: account.currency,
    status: recording.status,
    channels: recording.channels,
    source: recording.source,
    error_code: null,
    encryption_details: null,
  };
}

function renderRecording({ account }: Call, recording: RecordingRecord): JsonObject {
  const uri = `/2010-04-01/Accounts/${account.sid}/Recordings/${recording.sid}`;
  return {
    ...common(account, recording),
    uri: `${uri}.json`,
    subresource_uris: {
      add_on_results: `${uri}/AddOnResults.json`,
      transcriptions: `${uri}/Transcriptions.json`,
    },
    media_url: mediaUrl(recording),
  };
}

function renderCallRecording({ account }: Call, recording: RecordingRecord): JsonObject {
  const uri = `/2010-04-01/Accounts/${account.sid}/Calls/${recording.callSid}/Recordings/${recording.sid}.json`;
  return { ...common(account, recording), uri, track: recording.track };
}

const isMine = ({ account }: Call, recording: RecordingRecord): boolean => recording.accountSid === account.sid;

/** Deleted recordings stay as a memory that only those see who ask for it. */
function recordingOf(call: Call, callSid?: string): RecordingRecord {
  const recording = call.exchange.calls.recordings.get(call.path('Sid'));
  const isSeen = recording?.status !== 'deleted' || call.input.flag('IncludeSoftDeleted');
  const fits = recording && isMine(call, recording) && (callSid === undefined || recording.callSid === callSid);
  if (!fits || !isSeen) throw notFound(`/Recordings/${call.path('Sid')}`);
  return recording;
}

function found(call: Call, callSid: string | undefined): RecordingRecord[] {
  const { input } = call;
  return [...call.exchange.calls.recordings.values()].filter(
    (recording) =>
      isMine(call, recording) &&
      (callSid === undefined || recording.callSid === callSid) &&
      (recording.status !== 'deleted' || input.flag('IncludeSoftDeleted')) &&
      isWithin(input, 'DateCreated', recording.dateCreated),
  );
}

function remove(call: Call, recording: RecordingRecord): typeof gone {
  recording.status = 'deleted';
  recording.dateUpdated = call.exchange.clock.now();
  return gone;
}

const RATE = 8000;

/** Silence of the recording's length, 8 kHz 16 bit; null when there is no such recording to listen to. */
export function recordingMedia(exchange: Exchange, recordingSid: string): Buffer | null {
  const recording = exchange.calls.recordings.get(recordingSid);
  if (recording?.status !== 'completed') return null;
  const { channels } = recording;
  // A minute is enough to hear that it is silent.
  const data = Buffer.alloc(Math.min(recording.duration ?? 0, 60) * RATE * 2 * channels);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2 * channels, 28);
  header.writeUInt16LE(2 * channels, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const api = operationOn('api');
const INCLUDE: ParamTable = { IncludeSoftDeleted: flag };

export const RECORDING_OPERATIONS: readonly Operation[] = [
  api(
    'ListRecording',
    'GET',
    RECORDINGS,
    { params: { ...PAGING, ...DATES, ...INCLUDE, CallSid: sid('CA'), ConferenceSid: sid('CF') } },
    (call) => {
      const wanted = call.input.has('ConferenceSid') ? [] : found(call, call.input.optional('CallSid'));
      return listOf('recordings', wanted, (recording) => renderRecording(call, recording));
    },
  ),
  api('FetchRecording', 'GET', RECORDING, { params: INCLUDE }, (call) => ok(renderRecording(call, recordingOf(call)))),
  api('DeleteRecording', 'DELETE', RECORDING, {}, (call) => remove(call, recordingOf(call))),
  api('ListCallRecording', 'GET', CALL_RECORDINGS, { params: { ...PAGING, ...DATES } }, (call) => {
    const { sid: callSid } = callOf(call, call.path('CallSid'));
    return listOf('recordings', found(call, callSid), (recording) => renderCallRecording(call, recording));
  }),
  api('FetchCallRecording', 'GET', CALL_RECORDING, {}, (call) =>
    ok(renderCallRecording(call, recordingOf(call, call.path('CallSid')))),
  ),
  api('DeleteCallRecording', 'DELETE', CALL_RECORDING, {}, (call) =>
    remove(call, recordingOf(call, call.path('CallSid'))),
  ),
];
