import type { Clock, Pace } from './clock.js';

/** Why a call does not go on as its TwiML says. */
export type Interruption =
  | { readonly kind: 'caller-hung-up' }
  | { readonly kind: 'ended'; readonly status: 'completed' | 'canceled' }
  | { readonly kind: 'redirected'; readonly url?: string; readonly method?: string; readonly twiml?: string };

export class Interrupted extends Error {
  constructor(readonly interruption: Interruption) {
    super(interruption.kind);
  }
}

/**
 * The time of one call and of the legs it dials. At instant pace it runs ahead of the clock by itself: a ring of thirty seconds takes
 * none, and the timestamps are right all the same.
 */
export class Timeline {
  private readonly pace: Pace;
  private ahead: number;
  private interruption: Interruption | undefined;
  private interrupted = new AbortController();
  private hangsUpAt = Infinity;

  constructor(
    private readonly clock: Clock,
    startsAt: number | undefined,
  ) {
    this.pace = startsAt === undefined ? clock.pace : 'instant';
    this.ahead = startsAt ?? clock.now();
  }

  get now(): number {
    return this.pace === 'instant' ? this.ahead : this.clock.now();
  }

  /** The caller's patience ends at this moment, wherever the call then is. */
  hangUpAt(at: number): void {
    this.hangsUpAt = at;
  }

  interrupt(interruption: Interruption): void {
    this.interruption ??= interruption;
    this.interrupted.abort();
  }

  /** The interruption has been dealt with: a redirected call goes on with its new document. */
  resume(): void {
    this.interruption = undefined;
    this.interrupted = new AbortController();
  }

  /** Waits for the moment; throws Interrupted when something else comes first. */
  async until(at: number): Promise<void> {
    this.check();
    const next = Math.min(at, this.hangsUpAt);
    if (this.pace === 'instant') this.ahead = Math.max(this.ahead, next);
    else await this.clock.until(next, this.interrupted.signal);
    this.check();
    if (this.hangsUpAt <= at) throw new Interrupted({ kind: 'caller-hung-up' });
  }

  async pause(seconds: number): Promise<void> {
    await this.until(this.now + seconds * 1000);
  }

  check(): void {
    if (this.interruption) throw new Interrupted(this.interruption);
  }
}
