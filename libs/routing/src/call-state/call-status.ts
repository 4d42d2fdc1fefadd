/** Twilio's CallStatus, `initiated` of the callbacks included. */
export type CallStatus =
  'queued' | 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'failed' | 'busy' | 'no-answer' | 'canceled';

/**
 * How far a call is. Callbacks come in any order, so a status never takes the place of a later one, and an ended call stays ended. Of
 * two ends that contradict each other the first in this order counts, whichever came first: completed, failed, busy, no-answer, canceled.
 */
const RANK: Readonly<Record<CallStatus, number>> = {
  queued: 0,
  initiated: 1,
  ringing: 2,
  'in-progress': 3,
  canceled: 10,
  'no-answer': 11,
  busy: 12,
  failed: 13,
  completed: 14,
};
const FIRST_TERMINAL = RANK.canceled;
/** The provider's record of an ended call counts more than any callback. */
const OF_RECORD = 10;

/** A status as one source told of it. */
export interface ToldStatus {
  readonly name: CallStatus;
  readonly ofRecord: boolean;
}

export function isCallStatus(text: string | undefined): text is CallStatus {
  return text !== undefined && Object.hasOwn(RANK, text);
}

export function isTerminal(status: CallStatus): boolean {
  return RANK[status] >= FIRST_TERMINAL;
}

export function laterStatus(one: ToldStatus | null, other: ToldStatus | null): ToldStatus | null {
  if (one === null || other === null) return one ?? other;
  return order(other) > order(one) ? other : one;
}

/** No two different statuses have the same place, so it makes no difference which of two equal ones is taken. */
function order({ name, ofRecord }: ToldStatus): number {
  // Halves, so that a live status is of its source too.
  return RANK[name] + (ofRecord ? (isTerminal(name) ? OF_RECORD : 0.5) : 0);
}
