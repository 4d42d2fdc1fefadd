/** Longer than a transaction may stay open: the database ends idle ones after 15 s. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 5_000;

/**
 * Where a reader of the change feed stands. Ids are given before their rows are committed, so a missing id may still come; it is
 * asked for again for a minute. Pure: times are given.
 */
export class ChangeGaps {
  #last: number | null = null;
  readonly #missing = new Map<number, number>();

  /** The newest id that was seen; null before the first read. */
  get last(): number | null {
    return this.#last;
  }

  /** Ids below the newest one that were not there. */
  get missing(): number[] {
    return [...this.#missing.keys()];
  }

  /** Takes in what a read returned, in ascending order. False when too much is missing to be asked for: anything may have changed. */
  saw(ids: readonly number[], now: number): boolean {
    for (const id of ids) {
      if (this.#last !== null && id > this.#last) {
        const isTooMuch = id - this.#last - 1 + this.#missing.size > MOST_REMEMBERED;
        if (isTooMuch) {
          this.#missing.clear();
          this.#last = ids.at(-1) ?? id;
          return false;
        }
        for (let gap = this.#last + 1; gap < id; gap++) this.#missing.set(gap, now);
      }
      this.#missing.delete(id);
      this.#last = Math.max(this.#last ?? id, id);
    }
    this.#last ??= 0;
    for (const [id, since] of this.#missing) if (now - since > REMEMBERED_MS) this.#missing.delete(id);
    return true;
  }

  /** Forgets everything, for a reader that was away for too long. */
  restart(): void {
    this.#last = null;
    this.#missing.clear();
  }
}
