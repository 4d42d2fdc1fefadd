import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { foldEvents } from '@app/routing';
import { openTestbed } from '../libs/supabase/src/testing/testbed.js';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { SeededRandom } from './harness/seeded-random.js';
import { isAsExpected, permutations, survivesDelivery } from './state-merge/orders.js';
import { randomEvents } from './state-merge/random-events.js';
import { divergencesStored } from './state-merge/stored.js';

const MOST_PERMUTED = 7;
const MOST_EVENTS = 14;

/**
 * What is known of a call does not depend on the order in which it is told: every order of up to seven events, and random ones with
 * duplicates, losses and several processes, come to the same, and to what the events say when all are looked at together. Then
 * the same on the databases, written by four writers at once: each row is the fold of its events.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const [multisets, sets, rows] = quick ? [1_000, 2, 30] : full ? [100_000, 100, 3_000] : [10_000, 10, 500];
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const random = new SeededRandom(seed, 'state-merge');
  const orders = everyOrder(random, sets);
  log(
    `every order of up to ${String(MOST_PERMUTED)} events: ${String(orders.tried)}, ${String(orders.divergences)} differ`,
  );
  let divergences = orders.divergences;
  for (let i = 0; i < multisets; i += 1) {
    const events = randomEvents(random, 'CA1', 1 + random.below(MOST_EVENTS));
    if (isAsExpected(events) && survivesDelivery(random, events)) continue;
    divergences += 1;
    if (divergences <= 3) log(`multiset ${String(i)}: ${JSON.stringify(events)}`);
  }
  const backends = await stored(random, rows, log);
  const differing = backends.reduce((sum, one) => sum + one.divergences, 0);
  return {
    figure:
      `state-merge: ${String(divergences)} divergences in ${String(multisets)} random multisets and ${String(orders.tried)} orders; ` +
      `${String(differing)} of ${String(rows * backends.length)} stored calls differ from their events ` +
      `(${backends.map(({ name }) => name).join(', ')})`,
    passed: divergences === 0 && differing === 0 && multisets > 0 && backends.length > 0,
  };
}

function everyOrder(random: SeededRandom, sets: number): { readonly tried: number; readonly divergences: number } {
  let [tried, divergences] = [0, 0];
  for (let size = 1; size <= MOST_PERMUTED; size += 1) {
    for (let set = 0; set < sets; set += 1) {
      const events = randomEvents(random, 'CA1', size);
      const expected = foldEvents(events);
      for (const order of permutations(events)) {
        tried += 1;
        if (!isDeepStrictEqual(foldEvents(order), expected)) divergences += 1;
      }
    }
  }
  return { tried, divergences };
}

async function stored(
  random: SeededRandom,
  calls: number,
  log: (line: string) => void,
): Promise<readonly { readonly name: string; readonly divergences: number }[]> {
  const results: { name: string; divergences: number }[] = [];
  const measure = async (name: string, databaseUrl?: string): Promise<void> => {
    const bed = await openTestbed(databaseUrl);
    try {
      const divergences = await divergencesStored(bed, random, calls);
      log(`${name}: ${String(divergences)} of ${String(calls)} stored calls differ from their events`);
      results.push({ name, divergences });
    } finally {
      await bed.close();
    }
  };
  await measure('PGlite');
  await onPostgres(log, async (url) => measure('PostgreSQL', url));
  return results;
}
