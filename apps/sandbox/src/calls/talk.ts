import { LONGEST_CALL_SECONDS } from './behaviour.js';
import { fetchPage } from './documents.js';
import { alert } from './exchange.js';
import type { DialLeg } from './dial-leg.js';
import { endLeg } from './dial-leg.js';
import type { Step, VerbContext } from './verb-context.js';
import { methodIn, urlIn } from './verb-context.js';

export interface TalkEnd {
  readonly callerLeft: boolean;
  /** What a REFER of the callee led to. */
  readonly transferred: Step | undefined;
}

/** Two parties are connected until one of them leaves, the time limit strikes, or the callee hands the caller over. */
export async function talk(context: VerbContext, leg: DialLeg): Promise<TalkEnd> {
  const { call, element } = context;
  const { talkSeconds, hangsUp, refer } = leg.reach.behaviour;
  const start = call.timeline.now;
  const limit = Number(element.attributes['timeLimit'] ?? LONGEST_CALL_SECONDS);
  const wanted = talkSeconds ?? Infinity;
  const length = Math.min(wanted, limit);
  if (refer && refer.afterSeconds < length) {
    await call.timeline.until(start + refer.afterSeconds * 1000);
    const transferred = await takeRefer(context, leg, refer.to);
    if (transferred) return { callerLeft: false, transferred };
  }
  await call.timeline.until(start + length * 1000);
  return { callerLeft: hangsUp === 'caller' && wanted <= limit, transferred: undefined };
}

/** A REFER from the callee's telephone: the application says what becomes of the caller. Undefined when it is not taken up. */
async function takeRefer(context: VerbContext, leg: DialLeg, target: string): Promise<Step | undefined> {
  const { exchange, call } = context;
  leg.call.note('refer', { to: target });
  const url = urlIn(context, 'referUrl');
  if (leg.noun.name !== 'Sip') return undefined;
  if (url === undefined || call.dials > 1) {
    alert(exchange, call, { code: 13_802, text: 'a REFER came, and the first <Dial> has no referUrl' });
    return undefined;
  }
  const request = {
    purpose: 'refer',
    url,
    method: methodIn(context, 'referMethod'),
    params: [['ReferTransferTarget', target]] as const,
  };
  const page = await fetchPage(exchange, call, request);
  endLeg(exchange, leg, 'completed');
  return { kind: 'document', page };
}
