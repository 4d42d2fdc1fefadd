import { decideAfterDial, type Call, type Decided, type Id, type RoutingSnapshot } from '@app/routing';
import { APOLOGY } from './apology.js';

/** More than any configuration has ways in a row; each ends sooner by itself. */
const MOST_WAYS = 20;

/**
 * The decision, or what follows it when none of its legs can be dialled because this account has no SIP user at LiveKit for the agent
 * yet: that is a call that could not be reached, and its route says what then.
 */
export function withReachableLegs(
  decided: Decided,
  hasEndpoint: (agentId: Id) => boolean,
  call: Call,
  snapshot: RoutingSnapshot,
  now: Date,
): Decided {
  let current = decided;
  for (let ways = 0; ways < MOST_WAYS; ways++) {
    const { decision, trace } = current;
    if (decision.action !== 'dial') return current;
    if (decision.legs.some((leg) => leg.kind !== 'agent' || hasEndpoint(leg.agentId))) return current;
    const why = 'This account has no way to the agent yet, as if it could not be reached.';
    const next = decideAfterDial(call, decision.cursor, { status: 'failed' }, snapshot, now);
    const steps = [...trace.steps, { rule: 'agent', matched: false, why }, ...next.trace.steps];
    current = { decision: next.decision, trace: { version: next.trace.version, steps } };
  }
  const { version, steps } = current.trace;
  const end = { rule: 'say', matched: true, why: 'Too many agents in a row cannot be reached: apologise and hang up.' };
  return { decision: APOLOGY, trace: { version, steps: [...steps, end] } };
}
