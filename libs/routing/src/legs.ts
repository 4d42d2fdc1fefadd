import { callerIdOnTelephone } from './caller-id.js';
import type { Leg } from './decision.js';
import { isE164 } from './e164.js';
import { checkNumber, deny, type Verdict } from './destination-policy.js';
import type { Target } from './routing-document.js';
import { checkSipUri } from './sip-policy.js';
import { isSendableUui } from './uui.js';
import { entryOf, note, type Walk } from './walk.js';

/** A target that is one leg of a `<Dial>`. */
export type LegTarget = Extract<Target, { kind: 'agent' | 'sip' | 'number' | 'client' }>;

/** TwiML `<Client>`: the longest identity. */
export const MAX_IDENTITY = 256;

/** The leg to a target; null when it does not exist or may not be dialled, which the trace then says. */
export function legTo(walk: Walk, target: LegTarget): Leg | null {
  switch (target.kind) {
    case 'agent': {
      if (walk.withoutAgents)
        return skip(walk, 'agent', 'LiveKit cannot be reached, so no agent is dialled.', target.agentId);
      if (entryOf(walk.snapshot.document.agents, target.agentId) === undefined) {
        return skip(walk, 'agent', 'This agent does not exist.', target.agentId);
      }
      return { kind: 'agent', agentId: target.agentId, called: calledNumber(walk) };
    }
    case 'sip': {
      if (!permits(walk, checkSipUri(target.uri, walk.snapshot.document.policy))) return null;
      return { kind: 'sip', uri: target.uri, uui: uuiFor(walk, target.uui) };
    }
    case 'number':
      return permits(walk, checkTelephone(walk, target.number)) ? { kind: 'number', number: target.number } : null;
    case 'client': {
      const { identity } = target;
      if (identity === '' || identity.length > MAX_IDENTITY)
        return skip(walk, 'client', 'The client has no usable identity.');
      return { kind: 'client', identity };
    }
  }
}

/**
 * A telephone number as a leg of its own. Our own numbers are not: the call would come back as a new one, and two such routes would
 * call each other for ever.
 */
export function checkTelephone(walk: Walk, number: string): Verdict {
  const { ownNumbers, document } = walk.snapshot;
  if (ownNumbers.has(number))
    return deny('policy.own-number', `${number} is the tenant's own: dialling it would come back here.`);
  const verdict = checkNumber(number, document.policy);
  if (!verdict.allowed || callerIdOnTelephone(walk) !== null) return verdict;
  return deny('policy.caller-id', 'The tenant has no number of its own to show as caller id.');
}

export function permits(walk: Walk, { allowed, rule, why }: Verdict): boolean {
  note(walk, rule, true, allowed ? why : `Not dialled: ${why}`);
  return allowed;
}

/** What the route says, else what came with the call; what no header can carry is left out rather than the call. */
function uuiFor(walk: Walk, uui: string | null): string | null {
  const chosen = uui ?? walk.call.uui;
  if (chosen === null || chosen === '') return null;
  if (isSendableUui(chosen)) return chosen;
  note(walk, 'uui', false, 'The User-to-User information cannot be sent in a SIP header and is left out.');
  return null;
}

function calledNumber({ call, number }: Walk): string {
  return isE164(call.to) ? call.to : (number ?? call.to);
}

function skip(walk: Walk, rule: string, why: string, id?: string): null {
  note(walk, rule, false, why, id);
  return null;
}
