/** How time passes for calls: at once, as on the wall, or only when somebody moves it on. */
export type Pace = 'instant' | 'real' | 'manual';

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The sandbox's time of day for calls. At `manual` pace it stands still until it is advanced, and then it goes from one waiting moment
 * to the next, letting everything that is under way come to rest in between, so that the same advance has the same effect each time.
 */
export class Clock {
  private offsetMs = 0;
  private standing: number | undefined;
  private current: Pace = 'instant';
  private waiters: Waiter[] = [];
  private underWay = 0;
  private resting: (() => void)[] = [];

  get pace(): Pace {
    return this.current;
  }

  now(): number {
    return this.standing ?? Date.now() + this.offsetMs;
  }

  set(now: number | undefined, pace: Pace | undefined): void {
    const moment = now ?? this.now();
    this.current = pace ?? this.current;
    this.standing = this.current === 'manual' ? moment : undefined;
    this.offsetMs = moment - Date.now();
    for (const waiter of this.waiters) this.arm(waiter);
  }

  reset(): void {
    this.offsetMs = 0;
    this.standing = undefined;
    this.current = 'instant';
  }

  /** Counts work that time has to wait for, until it is done. */
  async working<T>(work: Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await work;
    } finally {
      this.rest();
    }
  }

  /** Resolves when the clock shows `at`, or when the signal says that nobody waits any more. */
  async until(at: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || at <= this.now()) return;
    await new Promise<void>((resolve) => {
      const waiter: Waiter = {
        at,
        timer: undefined,
        wake: () => {
          clearTimeout(waiter.timer);
          signal.removeEventListener('abort', waiter.wake);
          this.waiters = this.waiters.filter((other) => other !== waiter);
          this.underWay += 1;
          resolve();
        },
      };
      signal.addEventListener('abort', waiter.wake);
      this.waiters.push(waiter);
      this.arm(waiter);
      this.rest();
    });
  }

  /** A clock that goes wakes by itself; one that stands is woken by whoever moves it. */
  private arm(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    waiter.timer = this.standing === undefined ? setTimeout(waiter.wake, waiter.at - this.now()) : undefined;
  }

  /** Moves a clock of manual pace on; resolves when all that this set going has come to rest. */
  async advance(ms: number): Promise<void> {
    const target = this.now() + ms;
    await this.atRest();
    for (;;) {
      const next = this.waiters.toSorted((left, right) => left.at - right.at)[0];
      if (!next || next.at > target || this.standing === undefined) break;
      this.standing = Math.max(this.standing, next.at);
      next.wake();
      await this.atRest();
    }
    if (this.standing !== undefined) this.standing = target;
    else this.set(this.now() + ms, undefined);
  }

  private async atRest(): Promise<void> {
    if (this.underWay === 0) return;
    await new Promise<void>((resolve) => this.resting.push(resolve));
  }

  private rest(): void {
    this.underWay -= 1;
    if (this.underWay > 0) return;
    for (const resolve of this.resting.splice(0)) resolve();
  }
}
