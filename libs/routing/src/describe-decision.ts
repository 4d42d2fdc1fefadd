import type { DialDecision, Leg, RouteDecision } from './decision.js';

/** What was decided, as one plain English sentence. */
export function describeDecision(decision: RouteDecision): string {
  switch (decision.action) {
    case 'dial':
      return describeDial(decision);
    case 'say':
      return `The caller was told: “${decision.text}”`;
    case 'reject':
      return decision.reason === 'busy' ? 'The caller got the busy tone.' : 'The call was rejected.';
    case 'hangup':
      return 'The call was ended.';
  }
}

function describeDial({ legs, sequential, timeoutSeconds, callerId, record }: DialDecision): string {
  const who = legs.map(describeLeg);
  const order = legs.length === 1 ? '' : sequential ? ', one after the other' : ', all at once';
  const shown = callerId === null ? '' : `, showing ${callerId}`;
  const recorded = record === 'do-not-record' ? '' : ', with a recording';
  return `The call rang ${who.join(' and ')}${order} for up to ${String(timeoutSeconds)} seconds${shown}${recorded}.`;
}

function describeLeg(leg: Leg): string {
  switch (leg.kind) {
    case 'agent':
      return `the agent ${leg.agentId}`;
    case 'sip':
      return leg.uri;
    case 'number':
      return leg.number;
    case 'client':
      return `the browser client ${leg.identity}`;
  }
}
