import { earliest, moreCredible, type Told } from './told.js';

/** Twilio's RecordingStatus. */
export type RecordingStatus =
  'in-progress' | 'paused' | 'stopped' | 'processing' | 'completed' | 'absent' | 'failed' | 'deleted';

/** The later one counts; what is deleted stays deleted, whatever is still told of it. */
const RANK: Readonly<Record<RecordingStatus, number>> = {
  'in-progress': 0,
  paused: 1,
  stopped: 2,
  processing: 3,
  completed: 4,
  absent: 5,
  failed: 6,
  deleted: 7,
};

/** A call has one or two; nobody shall be able to make its row grow without end. */
const MOST_RECORDINGS = 50;

export interface RecordingState {
  readonly status: RecordingStatus | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly durationSeconds: Told<number> | null;
  readonly channels: Told<number> | null;
  readonly source: Told<string> | null;
  readonly track: Told<string> | null;
}

/** By RecordingSid. */
export type Recordings = Readonly<Record<string, RecordingState>>;

export function isRecordingStatus(text: string | undefined): text is RecordingStatus {
  return text !== undefined && Object.hasOwn(RANK, text);
}

export function mergeRecordings(one: Recordings, other: Recordings): Recordings {
  const merged: Record<string, RecordingState> = { ...one };
  for (const [sid, state] of Object.entries(other)) {
    const known = one[sid];
    merged[sid] = known === undefined ? state : mergeRecording(known, state);
  }
  // In an order of their own, so that equal states are equal texts too, and always the same are left out.
  const sorted = Object.entries(merged).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.slice(0, MOST_RECORDINGS));
}

function mergeRecording(one: RecordingState, other: RecordingState): RecordingState {
  return {
    status: laterStatus(one.status, other.status),
    startedAt: earliest(one.startedAt, other.startedAt),
    durationSeconds: moreCredible(one.durationSeconds, other.durationSeconds),
    channels: moreCredible(one.channels, other.channels),
    source: moreCredible(one.source, other.source),
    track: moreCredible(one.track, other.track),
  };
}

function laterStatus(one: RecordingStatus | null, other: RecordingStatus | null): RecordingStatus | null {
  if (one === null || other === null) return one ?? other;
  return RANK[other] > RANK[one] ? other : one;
}
