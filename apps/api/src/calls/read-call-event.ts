import { createHash } from 'node:crypto';
import { cleanText } from '@app/twilio-voice';
import type { VerifiedWebhook } from '../webhooks/verified-webhook.js';
import type { TenantCallEvent } from './call-record.js';
import { isRecordingUrl } from './recording-url.js';

export type EventHook = 'status' | 'recording';

/**
 * What is kept of each message, by Twilio's names. A closed list: what Twilio adds one day may be a secret. Never the address of a
 * recording, where anybody can listen who has it; CallToken would let others call in the caller's name.
 */
const KEPT: Readonly<Record<EventHook, readonly string[]>> = {
  status: [
    'CallStatus',
    'CallDuration',
    'ParentCallSid',
    'From',
    'To',
    'Direction',
    'ForwardedFrom',
    'CallerName',
    'AnsweredBy',
    'StirVerstat',
    'SipResponseCode',
    'ErrorCode',
    'ErrorMessage',
    'CallbackSource',
  ],
  recording: [
    'RecordingSid',
    'RecordingStatus',
    'RecordingDuration',
    'RecordingChannels',
    'RecordingSource',
    'RecordingTrack',
    'RecordingStartTime',
    'ErrorCode',
  ],
};
/** Far more than Twilio sends; a tenant signs what they like. */
const LONGEST_VALUE = 500;

const CALL_SID = /^CA[0-9a-f]{32}$/;
const RECORDING_SID = /^RE[0-9a-f]{32}$/;
const SEQUENCE = /^\d{1,6}$/;
const YEAR_2000 = Date.UTC(2000, 0, 1);
const YEAR_2100 = Date.UTC(2100, 0, 1);

/** The event of a verified message; null when a field that decides has a shape that Twilio's never has. */
export function readCallEvent(hook: EventHook, webhook: VerifiedWebhook): TenantCallEvent | null {
  const { ingress, callSid, params, signedParams, receivedAt } = webhook;
  const parent = params.get('ParentCallSid');
  if (parent !== undefined && !CALL_SID.test(parent)) return null;
  if (hook === 'recording' && !isRecording(params, ingress.accountSid)) return null;
  const sequence = params.get('SequenceNumber') ?? '';
  return {
    tenantId: ingress.tenantId,
    credentialId: ingress.credentialId,
    kind: hook,
    callSid,
    dedupeKey: createHash('sha256').update(`${ingress.ingressId}\n${hook}\n${signedParams}`).digest('hex'),
    sequence: SEQUENCE.test(sequence) ? Number(sequence) : null,
    providerAt: dateOf(params.get('Timestamp')),
    receivedAt,
    payload: keptOf(hook, params),
  };
}

function isRecording(params: ReadonlyMap<string, string>, accountSid: string): boolean {
  const sid = params.get('RecordingSid') ?? '';
  const url = params.get('RecordingUrl');
  return RECORDING_SID.test(sid) && (url === undefined || isRecordingUrl(url, accountSid, sid));
}

function keptOf(hook: EventHook, params: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT[hook]) {
    const value = params.get(name);
    if (value !== undefined) kept[name] = cleanText(value).slice(0, LONGEST_VALUE);
  }
  return kept;
}

function dateOf(text: string | undefined): Date | null {
  const time = Date.parse(text ?? '');
  return time > YEAR_2000 && time < YEAR_2100 ? new Date(time) : null;
}
