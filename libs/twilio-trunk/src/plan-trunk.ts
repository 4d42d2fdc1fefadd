import { planTrunkPresent } from './plan-trunk-present.js';
import { planTrunkAbsent } from './plan-trunk-absent.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { TrunkPlan } from './trunk-plan.js';
import type { DesiredTrunk, ObservedTwilio } from './trunk-types.js';

/**
 * The difference between what a tenant's side of Twilio should be and what it is, as actions. The same function creates, resumes,
 * adopts, repairs, verifies (an empty plan is the proof) and undoes (`presence: 'absent'`).
 */
export function planTrunk(desired: DesiredTrunk, observed: ObservedTwilio, ledger: TrunkLedger): TrunkPlan {
  return desired.presence === 'present'
    ? planTrunkPresent(desired, observed, ledger)
    : planTrunkAbsent(desired, observed, ledger);
}
