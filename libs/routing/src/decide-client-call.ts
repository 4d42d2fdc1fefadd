import { parseCallTarget } from './call-target.js';
import type { Call, Decided, Leg, RoutingSnapshot } from './decision.js';
import { dial } from './dial.js';
import { isE164 } from './e164.js';
import { isEmergencyNumber } from './emergency-numbers.js';
import { legTo, permits } from './legs.js';
import { refuseByKind } from './destination-policy.js';
import { settle } from './settle.js';
import { refuse } from './speak.js';
import { findTransferable } from './transferable.js';
import { entryOf, note, startWalk, type Step, type Walk } from './walk.js';

const REFUSAL = 'This number cannot be called from here.';
const NOT_A_NUMBER = 'Please dial the number in its international form, beginning with plus and the country code.';
const EMERGENCY = 'Emergency numbers cannot be called from here. Please use a mobile or landline telephone.';
const CLIENT = 'client:';
/** People wait longer for a call they have made themselves. */
const RING_SECONDS = 60;

/**
 * A browser client or SIP phone of the tenant calls somebody. Own numbers are routed inside, `client:` identities and transferable
 * destinations are reached as such, telephone numbers as far as the policy permits and with an own number as caller id. A SIP URI is
 * never dialled as it was given.
 *
 * @param to as the phone says: E.164, `client:…`, a SIP or TEL URI, or the id of a destination.
 */
export function decideClientCall(call: Call, to: string, snapshot: RoutingSnapshot, now: Date): Decided {
  const walk = startWalk(call, snapshot, now);
  return settle(walk, whereTo(walk, to));
}

function whereTo(walk: Walk, to: string): Step {
  const { document, ownNumbers } = walk.snapshot;
  if (to.startsWith(CLIENT)) {
    note(walk, 'client', true, 'A client of the tenant is called.');
    const leg = legTo(walk, { kind: 'client', identity: to.slice(CLIENT.length) });
    return leg === null ? no(walk, REFUSAL) : ring(walk, leg);
  }
  const target = isE164(to) ? { kind: 'tel' as const, number: to, dialled: to } : parseCallTarget(to);
  const named = target === null ? null : findTransferable(document, target);
  const destination = entryOf(document.destinations, to)?.transferable === true ? to : named;
  if (destination !== null) {
    note(walk, 'client', true, 'The call names a destination that allows it.', destination);
    return { at: 'destination', id: destination };
  }
  const number = target?.number ?? null;
  if (number === null) return refuseOther(walk, target?.dialled ?? to);
  if (ownNumbers.has(number) || entryOf(document.routes, number) !== undefined) {
    note(walk, 'client', true, `${number} is the tenant's own: its route is followed without a telephone call.`);
    return { at: 'route', number };
  }
  const leg = legTo(walk, { kind: 'number', number });
  return leg === null ? no(walk, REFUSAL) : ring(walk, leg);
}

function ring(walk: Walk, leg: Leg): Step {
  const plan = { stage: 'outgoing', id: null, member: 0, sequential: false, ringSeconds: RING_SECONDS } as const;
  return dial(walk, [leg], plan);
}

function refuseOther(walk: Walk, dialled: string): Step {
  const verdict = refuseByKind(dialled, walk.snapshot.document.policy);
  if (verdict !== null) permits(walk, verdict);
  return no(walk, isEmergencyNumber(dialled) ? EMERGENCY : NOT_A_NUMBER);
}

function no(walk: Walk, text: string): Step {
  return refuse(walk, text, 'Say why it cannot be called and hang up.');
}
