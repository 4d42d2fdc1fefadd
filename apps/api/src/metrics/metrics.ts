import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { processMetrics } from './process-metrics.js';

/** One value of a gauge; without labels when it has but one. */
export interface Sample<Label extends string = string> {
  readonly value: number;
  readonly labels?: Readonly<Record<Label, string>>;
}

const LONGEST_READ_MS = 1_000;

/** Seconds, for what waits for a vendor or for a person: 10 ms to 1 min. */
export const SECONDS_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/**
 * What this application measures. Whoever has something to count makes its instrument here once, in a constructor, and names it in
 * full (`trunkline_…`, a counter `…_total`, a duration `…_seconds`). Labels have few values that are known beforehand: never an id, a
 * tenant, an address, a URL or anything else that a caller chooses.
 */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  readonly #own = new Registry();

  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#own] });
  }

  histogram<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    buckets: readonly number[] = SECONDS_BUCKETS,
  ): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.#own] });
  }

  /** A value that is read at each scrape. While it cannot be read, or not in time, it is absent rather than old. */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Promise<readonly Sample<Label>[]>,
    withinMs = LONGEST_READ_MS,
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#own],
      async collect() {
        const late = sleep<readonly Sample<Label>[]>(withinMs, [], { ref: false });
        const samples = await Promise.race([read().catch(() => []), late]);
        this.reset();
        for (const { labels, value } of samples) this.set({ ...labels } as Record<Label, string>, value);
      },
    });
  }

  /** Everything in Prometheus' text format, with the figures of the process. */
  async text(): Promise<string> {
    return Registry.merge([processMetrics(), this.#own]).metrics();
  }

  onApplicationShutdown(): void {
    this.#own.clear();
  }
}
