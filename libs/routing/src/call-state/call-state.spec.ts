import { describe, expect, it } from '@jest/globals';
import {
  assert,
  array,
  constantFrom,
  option,
  integer,
  property,
  record,
  shuffledSubarray,
  type Arbitrary,
} from 'fast-check';
import type { CallEvent } from './call-event.js';
import { mergeStates, UNKNOWN_CALL } from './call-state.js';
import { evidenceOf, foldEvents } from './evidence.js';

const NAMES = ['queued', 'initiated', 'ringing', 'in-progress', 'completed', 'failed', 'busy', 'no-answer', 'canceled'];
const moment = integer({ min: 0, max: 5 }).map((seconds) => new Date(1_700_000_000_000 + seconds * 1_000));
const few = constantFrom('0', '1', '2');

/** Few different values, so that much contradicts each other. */
const anyEvent: Arbitrary<CallEvent> = record({
  kind: constantFrom('voice', 'dial-ended', 'status', 'recording', 'record'),
  callSid: constantFrom('CA1'),
  sequence: option(integer({ min: 0, max: 2 })),
  providerAt: option(moment),
  receivedAt: moment,
  payload: record({
    CallStatus: constantFrom(...NAMES),
    CallDuration: few,
    Duration: few,
    From: few,
    Price: few,
    RecordingSid: constantFrom('RE1', 'RE2'),
    RecordingStatus: constantFrom('in-progress', 'completed', 'absent', 'deleted'),
    RecordingDuration: few,
  }),
});
const anyState = array(anyEvent, { maxLength: 4 }).map(foldEvents);

describe('merging what is known of a call', () => {
  it('is commutative, associative and idempotent, and has nothing as its neutral element', () => {
    assert(
      property(anyState, anyState, anyState, (a, b, c) => {
        expect(mergeStates(a, b)).toEqual(mergeStates(b, a));
        expect(mergeStates(a, mergeStates(b, c))).toEqual(mergeStates(mergeStates(a, b), c));
        expect(mergeStates(a, a)).toEqual(a);
        expect(mergeStates(a, UNKNOWN_CALL)).toEqual(a);
      }),
    );
  });

  it('makes the same of events in another order, told twice, and from what was stored between', () => {
    const told = array(anyEvent, { minLength: 1, maxLength: 8 }).chain((events) =>
      shuffledSubarray([...events, ...events], { minLength: events.length * 2 }).map((again) => ({ events, again })),
    );
    assert(
      property(told, ({ events, again }) => {
        const stored = again.reduce(
          (state, event) => JSON.parse(JSON.stringify(mergeStates(state, evidenceOf(event)))) as typeof state,
          UNKNOWN_CALL,
        );
        expect(stored).toEqual(foldEvents(events));
      }),
    );
  });
});
