import type { FleetAccount } from '../harness/fleet.js';
import { PUBLIC_URL } from '../harness/fleet-database.js';
import type { SeededRandom } from '../harness/seeded-random.js';
import { callFields, hookPath, newSid, signed, type SignedRequest } from '../harness/webhook-account.js';

/** What each hook is sent besides the fields of the call. */
const EXTRA: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'dial-ended': () => ({ DialCallStatus: 'no-answer', DialCallSid: newSid('CA'), DialBridged: 'false' }),
  refer: () => ({ ReferTransferTarget: '<sip:+14155550100@pbx.example>' }),
  client: () => ({ From: 'client:desk', Caller: 'client:desk' }),
  status: () => ({
    CallStatus: 'completed',
    CallDuration: '12',
    Duration: '1',
    SequenceNumber: '3',
    Timestamp: new Date().toUTCString(),
    CallbackSource: 'call-progress-events',
  }),
  recording: () => ({
    RecordingSid: newSid('RE'),
    RecordingStatus: 'completed',
    RecordingDuration: '11',
    RecordingChannels: '2',
    RecordingSource: 'DialVerb',
    RecordingStartTime: new Date().toUTCString(),
  }),
};

export interface GenuineRequest extends SignedRequest {
  readonly fields: Readonly<Record<string, string>>;
}

/** What Twilio would send to a hook of this account about a new call. */
export function genuine(account: FleetAccount, hook: string, random: SeededRandom): GenuineRequest {
  const number = account.numbers[random.below(account.numbers.length)] ?? '';
  const fields = callFields(account, number, EXTRA[hook]?.() ?? {});
  const query = hook === 'dial-ended' || hook === 'refer' ? `?c=1.r.${number.slice(1)}..0.abcde` : '';
  return { ...signed(PUBLIC_URL, hookPath(account, hook) + query, account.authToken, fields), fields };
}
