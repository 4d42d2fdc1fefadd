import { Injectable } from '@nestjs/common';

/** How a look ended. `overtaken`: the credential was changed, or worked on, meanwhile. */
export const LOOK_RESULTS = ['in-order', 'drift', 'failed', 'refused', 'overtaken'] as const;
export type LookResultName = (typeof LOOK_RESULTS)[number];

/** What the reconciler did in this process since its start. */
@Injectable()
export class LookMetrics {
  readonly looks = new Map<LookResultName, number>(LOOK_RESULTS.map((result) => [result, 0]));
  repairsStarted = 0;
  repairsDone = 0;
  repairsStopped = 0;
  /** Ticks that used up the budget, so that looks may have had to wait. */
  budgetUsedUp = 0;
  /** By how much the longest overdue look of the last tick was late. */
  latenessSeconds = 0;

  looked(result: LookResultName): void {
    this.looks.set(result, (this.looks.get(result) ?? 0) + 1);
  }
}
