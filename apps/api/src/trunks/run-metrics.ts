import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Metrics } from '../metrics/metrics.js';
import type { Run } from './run.js';
import type { AttemptResult } from './run-executor.js';

/** From a run's opening to its end: vendor calls of some 100 ms each, or a day of waiting for a vendor. */
const RUN_BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200, 86_400] as const;

/** What runs do, counted in this process; what is still to be done, read from the database at each scrape. */
@Injectable()
export class RunMetrics {
  readonly #attempts: Counter<'kind' | 'result'>;
  readonly #durations: Histogram<'kind' | 'result'>;
  readonly #failures: Counter<'code'>;
  readonly #leasesLost: Counter;
  readonly #records: Histogram;
  #reading: Promise<Backlog> | null = null;

  constructor(
    metrics: Metrics,
    private readonly database: TenantDatabase,
  ) {
    this.#attempts = metrics.counter('trunkline_run_attempts_total', 'Attempts at runs, by how they ended.', [
      'kind',
      'result',
    ]);
    this.#durations = metrics.histogram(
      'trunkline_run_duration_seconds',
      'From the opening of a run to its end, over all attempts.',
      ['kind', 'result'],
      RUN_BUCKETS,
    );
    this.#failures = metrics.counter(
      'trunkline_run_step_failures_total',
      'Looks and steps that failed, by problem code.',
      ['code'],
    );
    this.#leasesLost = metrics.counter(
      'trunkline_run_leases_lost_total',
      'Runs that this process held and another one took over.',
    );
    this.#records = metrics.histogram(
      'trunkline_record_progress_duration_seconds',
      'Writing what a run did (record_progress).',
      [],
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    );
    metrics.gauge(
      'trunkline_runs_open',
      'Open runs in the database, the same figure in every process.',
      ['status'],
      async () => {
        const { queued, running } = await this.#backlog();
        return [
          { labels: { status: 'queued' }, value: queued },
          { labels: { status: 'running' }, value: running },
        ];
      },
    );
    metrics.gauge(
      'trunkline_run_oldest_due_seconds',
      'For how long the oldest run that is due and in nobody’s hands has been waiting; 0 when none is.',
      [],
      async () => [{ value: (await this.#backlog()).oldestDueSeconds }],
    );
  }

  attempted({ kind, createdAt }: Run, result: AttemptResult): void {
    this.#attempts.inc({ kind, result });
    if (result === 'succeeded' || result === 'failed') {
      this.#durations.observe({ kind, result }, (Date.now() - createdAt.getTime()) / 1000);
    }
  }

  stepFailed(code: string): void {
    this.#failures.inc({ code });
  }

  leaseLost(): void {
    this.#leasesLost.inc();
  }

  /** Measures one call of record_progress, whether or not it succeeds. */
  async recording<T>(write: () => PromiseLike<T>): Promise<T> {
    const done = this.#records.startTimer();
    try {
      return await write();
    } finally {
      done();
    }
  }

  /** Both gauges of a scrape share one query. */
  #backlog(): Promise<Backlog> {
    this.#reading ??= this.#readBacklog().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readBacklog(): Promise<Backlog> {
    const [row] = unwrap(await this.database.service().rpc('run_backlog'));
    if (row === undefined) throw new Error('run_backlog answered without a row');
    return { queued: row.queued, running: row.running, oldestDueSeconds: row.oldest_due_seconds };
  }
}

interface Backlog {
  readonly queued: number;
  readonly running: number;
  readonly oldestDueSeconds: number;
}
