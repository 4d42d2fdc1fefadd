import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../harness/seeded-random.js';
import type { Vendors } from './vendors.js';

/** When to strike: after some time, or as soon as the vendors have been asked for so many changes. */
export type Moment =
  { readonly kind: 'time'; readonly afterMs: number } | { readonly kind: 'call'; readonly ordinal: number };

/** A story of a few tenants takes about a second, and about this many changing calls. */
const LONGEST_MS = 1_200;
const MOST_CALLS = 20;
/** A moment that is counted in calls comes at the latest now: there may be fewer calls than that. */
const GIVE_UP_MS = 2_500;

export function chooseMoment(random: SeededRandom): Moment {
  return random.chance(0.5)
    ? { kind: 'time', afterMs: random.below(LONGEST_MS) }
    : { kind: 'call', ordinal: 1 + random.below(MOST_CALLS) };
}

/** Resolves at the moment; `since` is the vendors' last request before the story began. */
export async function untilMoment(moment: Moment, vendors: Vendors, since: number): Promise<void> {
  if (moment.kind === 'time') {
    await sleep(moment.afterMs);
    return;
  }
  for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline;) {
    if ((await vendors.mutations(since)).count >= moment.ordinal) return;
    await sleep(2);
  }
}
