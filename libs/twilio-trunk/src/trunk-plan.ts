import type { TrunkAction } from './trunk-action.js';

/** Something the tenant should know that Trunkline will not change by itself. */
export interface PlanNotice {
  readonly code: string;
  readonly sentence: string;
}

export interface TrunkPlan {
  /** In an order that respects `dependsOn`. Empty means: exactly as desired. */
  readonly actions: readonly TrunkAction[];
  readonly notices: readonly PlanNotice[];
}
