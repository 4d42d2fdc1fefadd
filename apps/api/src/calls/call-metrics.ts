import { Injectable } from '@nestjs/common';
import type { CallEventKind } from '@app/routing';
import type { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';

/** Those that hooks accept; what decisions tell is counted by the voice hooks. */
const KINDS = ['status', 'recording'] as const satisfies readonly CallEventKind[];
/** `foreign`: of another tenant's call. `unstorable`: the database did not take it. `no-room`: a decision that found no room. */
const LOSSES = ['foreign', 'unstorable', 'no-room'] as const;
export type LossReason = (typeof LOSSES)[number];

/** What this process keeps of calls. */
@Injectable()
export class CallMetrics {
  readonly #events: Counter<'kind'>;
  readonly #conflicts: Counter;
  readonly #losses: Counter<'reason'>;

  constructor(metrics: Metrics) {
    this.#events = metrics.counter('trunkline_call_events_total', 'Events of calls that were accepted, by kind.', [
      'kind',
    ]);
    this.#conflicts = metrics.counter(
      'trunkline_call_merge_conflicts_total',
      'Calls that had to be merged again because another process wrote them in the same moment.',
    );
    this.#losses = metrics.counter(
      'trunkline_call_records_refused_total',
      'Events and decisions of calls that were not kept, by reason.',
      ['reason'],
    );
    for (const kind of KINDS) this.#events.inc({ kind }, 0);
    for (const reason of LOSSES) this.#losses.inc({ reason }, 0);
  }

  accepted(kind: CallEventKind): void {
    this.#events.inc({ kind });
  }

  conflicts(count: number): void {
    this.#conflicts.inc(count);
  }

  refused(reason: LossReason, count = 1): void {
    this.#losses.inc({ reason }, count);
  }
}
