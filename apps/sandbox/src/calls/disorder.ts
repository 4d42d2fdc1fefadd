/** How a call's callbacks arrive when they do not arrive as they should. */
export interface Disorder {
  /** The same seed disturbs the same call in the same way. */
  readonly seed: number;
  /** Probability that a callback is sent a second time. */
  readonly double: number;
  /** Probability that a callback is not sent at all. */
  readonly lose: number;
  /** Holds all callbacks back until the call has ended and sends them in any order. */
  readonly shuffle: boolean;
  /** Each waits this long on the real clock before it is sent. */
  readonly lateMs: number;
}

export const ORDERLY: Disorder = { seed: 1, double: 0, lose: 0, shuffle: false, lateMs: 0 };

/** Small and repeatable (mulberry32); nothing here needs to be unpredictable. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is sent of a list of callbacks, and in which order. */
export function disturbed<T>(items: readonly T[], disorder: Disorder, random: () => number): T[] {
  const sent = items.flatMap((item) => {
    if (random() < disorder.lose) return [];
    return random() < disorder.double ? [item, item] : [item];
  });
  if (!disorder.shuffle) return sent;
  for (let last = sent.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [sent[last], sent[other]] = [sent[other] as T, sent[last] as T];
  }
  return sent;
}
