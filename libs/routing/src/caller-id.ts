import { isE164 } from './e164.js';
import { numberFromSipUri } from './call-target.js';
import type { E164 } from './routing-document.js';
import { entryOf, type Walk } from './walk.js';

/** What a network sends for a caller who has no number to show (Twilio: "anonymous" and the like spelled on a keypad). */
const NO_CALLER = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/**
 * What a telephone shows that is dialled for this call; null in it: what Twilio shows by itself, the caller. Null when there is
 * nothing that Twilio would accept: for a call that came by SIP or from a client that is one of the tenant's own numbers only
 * (TwiML `<Dial>` callerId).
 */
export function callerIdOnTelephone(walk: Walk): { readonly callerId: string | null } | null {
  const { call, snapshot, number } = walk;
  if (call.origin === 'pstn') {
    const route = number === null ? undefined : entryOf(snapshot.document.routes, number);
    const showsCaller = route?.callerId !== 'called' && isE164(call.from) && !NO_CALLER.has(call.from);
    if (showsCaller) return { callerId: null };
    if (isE164(call.to)) return { callerId: call.to };
  }
  const own = ownNumber(walk);
  return own === null ? null : { callerId: own };
}

/** The number of the phone itself, else the number that was called, else the tenant's first one. */
function ownNumber({ call, snapshot: { ownNumbers }, number }: Walk): E164 | null {
  const calling = numberFromSipUri(call.from);
  if (calling !== null && ownNumbers.has(calling)) return calling;
  if (number !== null && ownNumbers.has(number)) return number;
  let first: E164 | null = null;
  for (const own of ownNumbers) if (first === null || own < first) first = own;
  return first;
}
