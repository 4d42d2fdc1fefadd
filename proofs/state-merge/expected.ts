import type { CallEvent } from '@app/routing';

/** What must come of the events of a call, found by looking at all of them at once: written apart from the product's merge. */
export interface Expected {
  readonly status: string | undefined;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly durationSeconds: number | undefined;
  readonly recordings: Readonly<Record<string, string>>;
}

/** The first that was told counts. */
const ENDS = ['completed', 'failed', 'busy', 'no-answer', 'canceled'];
const LIVE = ['in-progress', 'ringing', 'initiated', 'queued'];
const RECORDING = ['deleted', 'failed', 'absent', 'completed', 'processing', 'stopped', 'paused', 'in-progress'];
const TRUST = ['record', 'status', 'dial-ended', 'voice'];

export function expectedOf(events: readonly CallEvent[]): Expected {
  const legs = events.filter(({ kind }) => kind !== 'recording');
  const told = (from: readonly CallEvent[]): readonly (string | undefined)[] =>
    from.map(({ payload }) => payload['CallStatus']);
  const first = (order: readonly string[], names: readonly (string | undefined)[]): string | undefined =>
    order.find((name) => names.includes(name));
  const records = legs.filter(({ kind }) => kind === 'record');
  return {
    status: first(ENDS, told(records)) ?? first([...ENDS, ...LIVE], told(legs)),
    startedAt: least(events.map(beginOf)),
    endedAt: most(legs.map(endOf).filter((time) => time !== null)),
    durationSeconds: durationOf(legs),
    recordings: recordingsOf(events.filter(({ kind }) => kind === 'recording')),
  };
}

function beginOf(event: CallEvent): number {
  const { kind, payload } = event;
  if (kind === 'recording') return Date.parse(payload['RecordingStartTime'] ?? '') || momentOf(event);
  const isOver = kind !== 'record' && ENDS.includes(payload['CallStatus'] ?? '');
  return momentOf(event) - (isOver ? Number(payload['CallDuration'] ?? 0) * 1_000 : 0);
}

function endOf(event: CallEvent): number | null {
  if (event.kind === 'record') return Date.parse(event.payload['EndTime'] ?? '') || null;
  return ENDS.includes(event.payload['CallStatus'] ?? '') ? momentOf(event) : null;
}

/** Of the most trusted that says one, the latest; within a moment the highest number, then the longest. */
function durationOf(legs: readonly CallEvent[]): number | undefined {
  const said = legs.flatMap((event) => {
    const text = event.payload[event.kind === 'record' ? 'Duration' : 'CallDuration'];
    // What we saw ourselves is worth the same, whichever hook it was.
    const trust = Math.min(TRUST.indexOf(event.kind), 2);
    return text === undefined
      ? []
      : [{ trust, at: momentOf(event), sequence: event.sequence ?? -1, value: Number(text) }];
  });
  const [best] = said.toSorted(
    (a, b) => a.trust - b.trust || b.at - a.at || b.sequence - a.sequence || b.value - a.value,
  );
  return best?.value;
}

function recordingsOf(events: readonly CallEvent[]): Record<string, string> {
  const told: Record<string, string> = {};
  for (const sid of new Set(events.map(({ payload }) => payload['RecordingSid'] ?? ''))) {
    const statuses = events
      .filter(({ payload }) => payload['RecordingSid'] === sid)
      .map((e) => e.payload['RecordingStatus']);
    told[sid] = RECORDING.find((name) => statuses.includes(name)) ?? '';
  }
  return told;
}

function momentOf({ providerAt, receivedAt }: CallEvent): number {
  return (providerAt ?? receivedAt).getTime();
}

function least(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}

function most(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.max(...times);
}
