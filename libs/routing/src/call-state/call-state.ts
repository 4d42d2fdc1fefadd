import { laterStatus, type ToldStatus } from './call-status.js';
import { mergeRecordings, type Recordings } from './recording-state.js';
import { earliest, latest, moreCredible, type Told } from './told.js';

/**
 * What is known of one leg of a call: plain JSON, because it is stored between two events. Times are milliseconds since 1970.
 *
 * A join-semilattice: `mergeStates` is commutative, associative and idempotent. So the events of a call may come in any order, several
 * times and in several processes, and what comes of them is the same.
 */
export interface CallState {
  readonly status: ToldStatus | null;
  /** CallSid of the leg that dialled this one. */
  readonly parentCallSid: Told<string> | null;
  readonly direction: Told<string> | null;
  readonly from: Told<string> | null;
  readonly to: Told<string> | null;
  /** The earliest moment at which it is known to have been there. */
  readonly startedAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly durationSeconds: Told<number> | null;
  /** As Twilio writes it, negative for what the account pays, and its currency. */
  readonly price: Told<string> | null;
  readonly priceUnit: Told<string> | null;
  readonly errorCode: Told<string> | null;
  readonly sipResponseCode: Told<number> | null;
  readonly recordings: Recordings;
}

/** Nothing is known: the neutral element of `mergeStates`. */
export const UNKNOWN_CALL: CallState = {
  status: null,
  parentCallSid: null,
  direction: null,
  from: null,
  to: null,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  price: null,
  priceUnit: null,
  errorCode: null,
  sipResponseCode: null,
  recordings: {},
};

export function mergeStates(one: CallState, other: CallState): CallState {
  return {
    status: laterStatus(one.status, other.status),
    parentCallSid: moreCredible(one.parentCallSid, other.parentCallSid),
    direction: moreCredible(one.direction, other.direction),
    from: moreCredible(one.from, other.from),
    to: moreCredible(one.to, other.to),
    startedAt: earliest(one.startedAt, other.startedAt),
    answeredAt: earliest(one.answeredAt, other.answeredAt),
    endedAt: latest(one.endedAt, other.endedAt),
    durationSeconds: moreCredible(one.durationSeconds, other.durationSeconds),
    price: moreCredible(one.price, other.price),
    priceUnit: moreCredible(one.priceUnit, other.priceUnit),
    errorCode: moreCredible(one.errorCode, other.errorCode),
    sipResponseCode: moreCredible(one.sipResponseCode, other.sipResponseCode),
    recordings: mergeRecordings(one.recordings, other.recordings),
  };
}
