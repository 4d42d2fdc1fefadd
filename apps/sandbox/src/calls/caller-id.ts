import type { Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';

export interface CallerId {
  readonly from: string;
  readonly refusal?: string;
}

/**
 * What a dialled party is shown. A telephone may be shown the caller's number or the one that was called when the call came from
 * the telephone network; everything else must be a number of the account. SIP and clients take what has the right form.
 */
export function callerIdOf(exchange: Exchange, call: LiveCall, wanted: string | undefined, noun: string): CallerId {
  const { from, to } = call.record;
  const shown = wanted === undefined || wanted === '' ? from : wanted;
  if (noun === 'Client' || noun === 'Conference') return { from: shown };
  if (noun === 'Sip') {
    const isGood = wanted === undefined || wanted === '' || /^[A-Za-z0-9+\-_.]+$/.test(wanted);
    return isGood ? { from: shown } : { from: shown, refusal: `callerId ${shown} cannot be shown on a SIP call` };
  }
  const isOwned = exchange.twilio.ownerOfNumber(shown)?.account === call.account;
  const isPassedOn = call.origin === 'pstn' && (shown === from || shown === to);
  // A number that hides itself is passed on as it came.
  if (isOwned || isPassedOn) return { from: shown };
  return { from: shown, refusal: `callerId ${shown} is neither a number of the account nor passed on from the call` };
}
