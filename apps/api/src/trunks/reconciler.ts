import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { BackgroundLook } from './background-look.js';
import { judgeFailure } from './failure-policy.js';
import { LookBudget } from './look-budget.js';
import { LookMetrics } from './look-metrics.js';
import { LooksStore, type DueLook } from './looks.store.js';

const TICK_EVERY_MS = 1_000;
/** Taken on at once by this process; they must be done before their hold is over. */
const MOST_AT_ONCE = 20;
/** Looks side by side. They have nothing to do with the runs that people wait for, which have places of their own. */
const SIDE_BY_SIDE = 4;

/**
 * Looks at every built trunk from time to time, because nobody tells us when somebody changes a Twilio account or a LiveKit project.
 * What has drifted is put back by a repair run like any other. When, how often and how many at once: `look-schedule.ts`,
 * `look-budget.ts`, `repair-limit.ts`. Several processes share the looks by `claim_looks`.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Reconciler.name);
  private readonly budget: LookBudget;
  private readonly everySeconds: number;
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly looks: LooksStore,
    private readonly backgroundLook: BackgroundLook,
    private readonly metrics: LookMetrics,
    { reconcile }: AppConfig,
  ) {
    this.budget = new LookBudget(reconcile.looksPerMinute);
    this.everySeconds = reconcile.everySeconds;
  }

  onApplicationBootstrap(): void {
    if (this.everySeconds > 0) this.timer = setInterval(() => void this.tick(), TICK_EVERY_MS);
  }

  /** A look changes nothing, so nobody waits for its end: what was taken on and not seen is handed back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.ticking;
  }

  /** Takes the looks that are due, as far as the budget goes, and ends with the last of them. One tick at a time. */
  tick(): Promise<void> {
    this.ticking ??= this.quietly(async () => {
      await this.reportRepairs();
      await this.takeDue();
    }).finally(() => (this.ticking = null));
    return this.ticking;
  }

  private async takeDue(): Promise<void> {
    const allowed = Math.min(this.budget.available(performance.now()), MOST_AT_ONCE);
    if (allowed === 0 || this.stopping.signal.aborted) return;
    const due = await this.looks.claim(allowed, this.everySeconds);
    this.budget.spend(due.length);
    const [oldest] = due;
    const lateMs = oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.dueAt.getTime());
    this.metrics.ticked(lateMs / 1_000, due.length === allowed);
    const queue = due.values();
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (const look of queue) await this.quietly(() => this.take(look));
      }),
    );
  }

  private async take(look: DueLook): Promise<void> {
    const result = await this.backgroundLook.take(look, this.stopping.signal);
    if (result !== null) this.metrics.looked(result);
  }

  private async reportRepairs(): Promise<void> {
    for (const { status, ...repair } of await this.looks.takeFinishedRepairs()) {
      this.metrics.repair(status === 'succeeded' ? 'done' : 'not-done');
      if (status === 'succeeded') {
        this.log.log({ event: 'drift.repaired', ...repair });
      } else {
        // What stopped a failed one is with the run and the credential; a superseded one gave way to what somebody asked for.
        this.log.warn({ event: 'drift.not_repaired', ...repair, status });
      }
    }
  }

  /** The database may be away for a while; the next tick tries again. */
  private async quietly(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.log.warn({ event: 'reconciler.tick_failed', problem: judgeFailure(error).detail });
    }
  }
}
