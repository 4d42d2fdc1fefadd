import type { CallEvent, CallEventKind } from '@app/routing';
import type { SeededRandom } from '../harness/seeded-random.js';

const KINDS: readonly [CallEventKind, ...CallEventKind[]] = [
  'status',
  'status',
  'status',
  'recording',
  'voice',
  'dial-ended',
  'record',
];
const STATUSES = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
  'unheard-of',
] as const;
const RECORDING_STATUSES = ['in-progress', 'paused', 'completed', 'absent', 'failed', 'deleted'] as const;
const RECORDINGS = ['RE1', 'RE2'] as const;
const BEGIN = Date.UTC(2026, 10, 21, 12);
/** Few, so that much falls together and contradicts each other. */
const SECONDS = 6;

/** What might be told of one call, all different, by sources that do not agree. */
export function randomEvents(random: SeededRandom, callSid: string, count: number): CallEvent[] {
  return Array.from({ length: count }, () => randomEvent(random, callSid));
}

function randomEvent(random: SeededRandom, callSid: string): CallEvent {
  const kind = random.pick(KINDS);
  const at = (): Date => new Date(BEGIN + random.below(SECONDS) * 1_000);
  const perhaps = (name: string, value: string): Record<string, string> =>
    random.chance(0.5) ? { [name]: value } : {};
  return {
    kind,
    callSid,
    sequence: random.chance(0.5) ? random.below(4) : null,
    providerAt: random.chance(0.7) ? at() : null,
    receivedAt: new Date(at().getTime() + random.below(1_000)),
    payload: {
      ...(kind === 'recording' ? recording(random, perhaps) : { CallStatus: random.pick(STATUSES) }),
      ...perhaps('CallDuration', String(random.below(4))),
      ...perhaps('Duration', String(random.below(4))),
      ...perhaps('From', `+1415555010${String(random.below(3))}`),
      ...perhaps('To', `+1415555011${String(random.below(3))}`),
      ...perhaps('ParentCallSid', `CA${String(random.below(2))}`),
      ...perhaps('Direction', random.pick(['inbound', 'outbound-dial'])),
      ...perhaps('Price', `-0.00${String(random.below(9))}`),
      ...perhaps('ErrorCode', String(13_220 + random.below(3))),
      ...perhaps('SipResponseCode', random.pick(['200', '404', '486'])),
      ...perhaps('EndTime', at().toUTCString()),
    },
  };
}

function recording(
  random: SeededRandom,
  perhaps: (name: string, value: string) => Record<string, string>,
): Record<string, string> {
  return {
    RecordingSid: random.pick(RECORDINGS),
    RecordingStatus: random.pick(RECORDING_STATUSES),
    ...perhaps('RecordingDuration', String(random.below(4))),
    ...perhaps('RecordingStartTime', new Date(BEGIN + random.below(SECONDS) * 1_000).toUTCString()),
  };
}

/** Another order of the same. */
export function shuffled<T>(random: SeededRandom, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    const [one, other] = [mixed[i], mixed[j]];
    if (one !== undefined && other !== undefined) [mixed[i], mixed[j]] = [other, one];
  }
  return mixed;
}
