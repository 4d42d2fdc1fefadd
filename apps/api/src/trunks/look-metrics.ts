import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';

/**
 * How a look ended. `failed`: what there is stays unknown. `refused`: Twilio does not accept the secret. `overtaken`: the credential
 * was changed, or worked on, meanwhile.
 */
const LOOK_RESULTS = ['in-order', 'drift', 'failed', 'refused', 'overtaken'] as const;
export type LookResultName = (typeof LOOK_RESULTS)[number];

/** `done` or `not-done` follows each `started`; `stopped`: given up for a trunk that somebody else keeps changing. */
const REPAIR_EVENTS = ['started', 'done', 'not-done', 'stopped'] as const;
export type RepairEvent = (typeof REPAIR_EVENTS)[number];

/** What the reconciler does in this process. */
@Injectable()
export class LookMetrics {
  readonly #looks: Counter<'result'>;
  readonly #repairs: Counter<'event'>;
  readonly #budgetUsedUp: Counter;
  #lastTick: { readonly at: number; readonly lateSeconds: number } | null = null;

  constructor(metrics: Metrics) {
    this.#looks = metrics.counter(
      'trunkline_looks_total',
      'Looks at trunks that nobody asked for, by how they ended.',
      ['result'],
    );
    this.#repairs = metrics.counter('trunkline_drift_repairs_total', 'Repairs of drift that nobody asked for.', [
      'event',
    ]);
    this.#budgetUsedUp = metrics.counter(
      'trunkline_look_budget_used_up_total',
      'How often as many looks were taken on as the budget allowed, so that others may have had to wait.',
    );
    metrics.gauge(
      'trunkline_look_lateness_seconds',
      'By how much the longest overdue look is late; also grows while no looks are taken. Absent with the reconciler off.',
      [],
      async () => Promise.resolve(this.#lateness()),
    );
    // A counter that is not there cannot be told from one that stands still.
    for (const result of LOOK_RESULTS) this.#looks.inc({ result }, 0);
    for (const event of REPAIR_EVENTS) this.#repairs.inc({ event }, 0);
  }

  looked(result: LookResultName): void {
    this.#looks.inc({ result });
  }

  repair(event: RepairEvent): void {
    this.#repairs.inc({ event });
  }

  /** A tick has asked for looks: the longest overdue one was late by so much, and perhaps the budget is used up by it. */
  ticked(lateSeconds: number, isUsedUp: boolean): void {
    this.#lastTick = { at: performance.now(), lateSeconds };
    if (isUsedUp) this.#budgetUsedUp.inc();
  }

  #lateness(): { readonly value: number }[] {
    if (this.#lastTick === null) return [];
    const { at, lateSeconds } = this.#lastTick;
    return [{ value: lateSeconds + (performance.now() - at) / 1_000 }];
  }
}
