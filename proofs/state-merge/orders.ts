import { isDeepStrictEqual } from 'node:util';
import { evidenceOf, foldEvents, mergeStates, UNKNOWN_CALL, type CallEvent, type CallState } from '@app/routing';
import type { SeededRandom } from '../harness/seeded-random.js';
import { expectedOf, type Expected } from './expected.js';
import { shuffled } from './random-events.js';

/** Every order of a few things. */
export function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const order of permutations(rest)) {
    for (let i = 0; i <= order.length; i += 1) yield [...order.slice(0, i), first, ...order.slice(i)];
  }
}

/** Whether the product finds in the events what anybody finds who looks at all of them at once. */
export function isAsExpected(events: readonly CallEvent[]): boolean {
  const state = foldEvents(events);
  const found: Expected = {
    status: state.status?.name,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    durationSeconds: state.durationSeconds?.value,
    recordings: Object.fromEntries(Object.entries(state.recordings).map(([sid, { status }]) => [sid, status ?? ''])),
  };
  return isDeepStrictEqual(found, expectedOf(events));
}

/**
 * The events as they might really come: shuffled, some of them twice or three times, some lost at first and told again at the end,
 * spread over processes that each know a part, and stored as text in between. True when what comes of it is what comes of each once.
 */
export function survivesDelivery(random: SeededRandom, events: readonly CallEvent[]): boolean {
  const lost = events.filter(() => random.chance(0.2));
  const arrived = events.filter((event) => !lost.includes(event));
  const doubled = arrived.flatMap((event) => Array.from({ length: 1 + random.below(3) }, () => event));
  const partial = deliver(random, shuffled(random, doubled));
  const late = deliver(random, shuffled(random, lost));
  return (
    isDeepStrictEqual(partial, foldEvents(arrived)) &&
    isDeepStrictEqual(mergeStates(late, partial), foldEvents(events)) &&
    isDeepStrictEqual(mergeStates(partial, late), foldEvents(events))
  );
}

/** Each event goes to one of three processes; what they know is merged in any order, now and then through the store. */
function deliver(random: SeededRandom, events: readonly CallEvent[]): CallState {
  const known: [CallState, CallState, CallState] = [UNKNOWN_CALL, UNKNOWN_CALL, UNKNOWN_CALL];
  for (const event of events) {
    const at = random.below(3);
    const before = known[at] ?? UNKNOWN_CALL;
    known[at] = mergeStates(before, evidenceOf(event));
    if (random.chance(0.2)) known[at] = JSON.parse(JSON.stringify(known[at])) as CallState;
    // Two processes tell each other.
    if (random.chance(0.2)) known[0] = mergeStates(known[random.below(3)] ?? UNKNOWN_CALL, known[0]);
  }
  return shuffled(random, known).reduce(mergeStates);
}
