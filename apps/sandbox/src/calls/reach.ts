import type { JsonObject } from '../json.js';
import type { XmlElement } from '../twiml/read-xml.js';
import type { Behaviour } from './behaviour.js';
import { ANSWERS } from './behaviour.js';
import type { AlertWish, Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';

/** Where a dialled address leads, and how whoever is there behaves. */
export interface Reach {
  readonly behaviour: Behaviour;
  /** The SIP status of a failure, where it is a particular one. */
  readonly sipStatus: number | null;
  readonly alert?: AlertWish;
  readonly note?: JsonObject;
  /** What happens there when the call is answered and when it is over. */
  readonly join?: (call: LiveCall) => void;
  readonly leave?: () => void;
}

export const failing = (sipStatus: number, alert?: AlertWish, note?: JsonObject): Reach => ({
  behaviour: { ...ANSWERS, outcome: 'fail', afterSeconds: 0 },
  sipStatus,
  ...(alert ? { alert } : {}),
  ...(note ? { note } : {}),
});

/** Numbers and clients answer unless they were told otherwise. */
export function reach(exchange: Exchange, _call: LiveCall, noun: XmlElement, to: string): Reach {
  const told = exchange.callees.of(to);
  if (told) return { behaviour: told, sipStatus: null };
  if (noun.name === 'Number' && !/^\+[1-9]\d{6,14}$/.test(to)) {
    return failing(400, { code: 13_224, text: `${to} is no telephone number` });
  }
  if (noun.name === 'Sip') return failing(404, { code: 32_011, text: `nobody answers at ${to}` });
  if (noun.name === 'Conference')
    return { behaviour: { ...ANSWERS, afterSeconds: 0, hangsUp: 'caller' }, sipStatus: null };
  return { behaviour: ANSWERS, sipStatus: null };
}
