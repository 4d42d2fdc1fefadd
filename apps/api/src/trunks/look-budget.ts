const MINUTE_MS = 60_000;
/** Looks are saved up for this long at most: after an idle night those of the morning do not come all at once. */
const SAVED_MS = 10_000;

/** How many looks a process may still take: so many a minute, and a few saved up. Times are in milliseconds, of one clock. */
export class LookBudget {
  /** In looks × milliseconds of a minute, so that they are whole numbers. */
  private readonly most: number;
  private left: number;
  private filledAt: number | null = null;

  constructor(private readonly perMinute: number) {
    this.most = Math.max(MINUTE_MS, perMinute * SAVED_MS);
    this.left = this.most;
  }

  /** How many looks may be taken now. */
  available(now: number): number {
    const elapsed = Math.max(0, Math.round(now) - (this.filledAt ?? Math.round(now)));
    this.left = Math.min(this.most, this.left + elapsed * this.perMinute);
    this.filledAt = Math.round(now);
    return Math.floor(this.left / MINUTE_MS);
  }

  spend(looks: number): void {
    this.left -= looks * MINUTE_MS;
  }
}
