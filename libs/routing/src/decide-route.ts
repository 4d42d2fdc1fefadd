import { numberFromSipUri } from './call-target.js';
import type { Call, Decided, RoutingSnapshot } from './decision.js';
import { isE164 } from './e164.js';
import { settle } from './settle.js';
import { FALLBACK, note, startWalk, type Step, type Walk } from './walk.js';

/**
 * What happens with a call that comes to one of the tenant's numbers, and why. Total and bounded: whatever the call and the
 * configuration say, there is a decision, and nothing that the policy forbids is dialled.
 */
export function decideRoute(call: Call, snapshot: RoutingSnapshot, now: Date): Decided {
  const walk = startWalk(call, snapshot, now);
  return settle(walk, atCalledNumber(walk));
}

/**
 * The same while LiveKit cannot be reached (Twilio asks the trunk's disaster-recovery URL): agents are left out, so a route to one
 * goes on with what it says for a failure.
 */
export function decideDisasterRecovery(call: Call, snapshot: RoutingSnapshot, now: Date): Decided {
  const walk: Walk = { ...startWalk(call, snapshot, now), withoutAgents: true };
  return settle(walk, atCalledNumber(walk));
}

function atCalledNumber(walk: Walk): Step {
  const called = isE164(walk.call.to) ? walk.call.to : numberFromSipUri(walk.call.to);
  if (called !== null) return { at: 'route', number: called };
  note(walk, 'route', false, 'What was called is no telephone number: it goes to the fallback.');
  return FALLBACK;
}
