import {
  decideAfterDial,
  decideRoute,
  type Call,
  type Decided,
  type DialStatus,
  type RoutingSnapshot,
} from '@app/routing';
import type { Story } from './calls.js';
import { faultOf } from './judge.js';

const FAILURES: readonly DialStatus[] = ['busy', 'no-answer', 'failed'];
/** Enough for nearly all configurations of this size. */
const MOST_STATES = 500;

/**
 * A call by every way that it may take: each dial ends in each way in which nobody is reached. The cursor is all that a call brings
 * along, so a cursor that was there before leads nowhere new; one that follows from itself would lead round for ever.
 */
export function explore(call: Call, snapshot: RoutingSnapshot, now: Date): Story {
  const rules = new Set<string>();
  const seen = new Set<string>();
  let decisions = 0;
  let fault: string | null = null;
  const path = new Set<string>();

  const visit = (decided: Decided): void => {
    decisions += 1;
    for (const { rule } of decided.trace.steps) rules.add(rule);
    fault ??= faultOf(decided, call, snapshot);
    const { decision } = decided;
    if (decision.action !== 'dial' || fault !== null) return;
    const { cursor } = decision;
    if (path.has(cursor)) fault = `comes back to the cursor ${cursor}`;
    if (seen.has(cursor) || seen.size >= MOST_STATES) return;
    seen.add(cursor);
    path.add(cursor);
    for (const status of FAILURES) visit(decideAfterDial(call, cursor, { status }, snapshot, now));
    path.delete(cursor);
  };

  visit(decideRoute(call, snapshot, now));
  return { fault, rules, decisions };
}
