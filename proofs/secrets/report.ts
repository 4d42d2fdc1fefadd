import type { Canary } from './canaries.js';
import type { Place } from './places.js';
import { Searcher, type Find } from './searcher.js';

export interface Report {
  readonly hits: number;
  readonly places: number;
  readonly megabytes: number;
  /** What the search itself failed to find although it was there. */
  readonly blind: readonly string[];
}

/** Kinds of places in which the planted values are known to be. */
const PLANTED_IN: readonly Place['kind'][] = ['log', 'answer', 'table', 'file'];

/** Searches every place for every canary, and says where and in which form one was found, but not what it was. */
export function search(canaries: readonly Canary[], places: readonly Place[], log: (line: string) => void): Report {
  const searcher = new Searcher(canaries);
  const planted = new Set<Place['kind']>();
  let hits = 0;
  for (const place of places) {
    for (const { canary, form } of searcher.find(place.bytes)) {
      if (canary.kind === 'planted') planted.add(place.kind);
      else if (!(place.mayShow ?? []).includes(canary.kind)) {
        hits += 1;
        log(`  HIT ${place.kind} ${place.name}: ${canary.kind} (${canary.name}) as ${form.name}`);
      }
    }
  }
  return {
    hits,
    places: places.length,
    megabytes: places.reduce((total, place) => total + place.bytes.length, 0) / 1_000_000,
    blind: [
      ...PLANTED_IN.filter((kind) => !planted.has(kind)).map((kind) => `the planted value in ${kind}`),
      ...unseen(canaries, searcher),
    ],
  };
}

/** Each form of each canary, put among other bytes, must be found. */
function unseen(canaries: readonly Canary[], searcher: Searcher): string[] {
  const noise = Buffer.from('#'.repeat(61));
  return canaries.flatMap((canary) =>
    canary.forms
      .filter(({ bytes }) => {
        const found = searcher.find(Buffer.concat([noise, bytes, noise]));
        return !found.some((find: Find) => find.canary === canary && find.form.bytes.equals(bytes));
      })
      .map((form) => `${canary.name} as ${form.name}`),
  );
}
