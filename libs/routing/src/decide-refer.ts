import { parseCallTarget, type CallTarget } from './call-target.js';
import type { Call, Decided, RoutingSnapshot } from './decision.js';
import { allowedPrefix, deny } from './destination-policy.js';
import { isEmergencyNumber } from './emergency-numbers.js';
import { dialNumber } from './follow-next.js';
import { checkTelephone, permits } from './legs.js';
import type { E164 } from './routing-document.js';
import { refuse } from './speak.js';
import { findTransferable } from './transferable.js';
import { entryOf, note, startWalk, type Step, type Walk } from './walk.js';
import { settle } from './settle.js';

const REFUSAL = 'This call cannot be transferred there.';

/**
 * Where a phone may transfer a call to. The target is what the phone says, so nothing in it is dialled as such: it has to name a
 * transferable destination, a number that has a route, or a number under an allowed prefix. Anything else is told no.
 *
 * @param referTarget Twilio's ReferTransferTarget: a SIP or TEL URI, bare or in angle brackets. User-to-User information in it goes on
 * to SIP legs.
 */
export function decideRefer(call: Call, referTarget: string, snapshot: RoutingSnapshot, now: Date): Decided {
  const target = parseCallTarget(referTarget);
  const uui = (target?.kind === 'sip' ? target.uri.headers.get('user-to-user') : undefined) ?? call.uui;
  const walk = startWalk({ ...call, uui }, snapshot, now);
  if (target === null) {
    note(walk, 'refer', false, 'The target of the transfer is neither a SIP nor a telephone URI.');
    return settle(walk, refuse(walk, REFUSAL, 'Say that the transfer is not possible and hang up.'));
  }
  return settle(walk, whereTo(walk, target));
}

function whereTo(walk: Walk, target: CallTarget): Step {
  const { document } = walk.snapshot;
  const destination = findTransferable(document, target);
  if (destination !== null) {
    note(walk, 'refer', true, 'The transfer names a destination that allows it.', destination);
    return { at: 'destination', id: destination };
  }
  const number = target.number;
  if (number !== null && entryOf(document.routes, number) !== undefined) {
    note(walk, 'refer', true, `The transfer names ${number}, which has a route.`);
    return { at: 'route', number };
  }
  if (number !== null && mayTransferTo(walk, number)) {
    note(walk, 'refer', true, `The transfer names ${number}, which is under an allowed prefix.`);
    return dialNumber(walk, number);
  }
  if (number === null && isEmergencyNumber(target.dialled)) permits(walk, checkTelephone(walk, target.dialled));
  note(walk, 'refer', false, 'The transfer names nothing that is on the list.');
  return refuse(walk, REFUSAL, 'Say that the transfer is not possible and hang up.');
}

function mayTransferTo(walk: Walk, number: E164): boolean {
  if (!permits(walk, checkTelephone(walk, number))) return false;
  if (allowedPrefix(number, walk.snapshot.document.policy) !== null) return true;
  return permits(walk, deny('policy.closed-list', `${number} is neither a destination nor under an allowed prefix.`));
}
