/** From whom a value is: what we saw ourselves (0), a callback (1), the provider's own record of the call (2). */
export type SourceRank = 0 | 1 | 2;

/** A value of which only one can be right, with what tells which of several is to be believed. */
export interface Told<T extends string | number> {
  readonly value: T;
  readonly source: SourceRank;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sequence: number;
}

/**
 * The better source's value, of one source the latest. The value itself comes last, so that the order is total and the result the
 * same whichever is asked about first.
 */
export function moreCredible<T extends string | number>(one: Told<T> | null, other: Told<T> | null): Told<T> | null {
  if (one === null || other === null) return one ?? other;
  const difference = other.source - one.source || other.at - one.at || other.sequence - one.sequence;
  return difference > 0 || (difference === 0 && other.value > one.value) ? other : one;
}

export function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

export function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
