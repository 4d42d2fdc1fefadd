import { lookUp } from '../store/records.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';
import type { InboundWish } from './place-call.js';
import { newCall, ringApplication, voicePlanOf } from './place-call.js';
import { ringTrunk } from './trunk-call.js';

/** A caller rings a number that was sold here; a sentence when there is no such number. */
export function startInbound(exchange: Exchange, wish: InboundWish, applicationSid?: string): LiveCall | string {
  if (wish.origin === 'client') return startClient(exchange, wish, applicationSid);
  const owner = exchange.twilio.ownerOfNumber(wish.to);
  if (!owner) return `${wish.to} belongs to no account`;
  const { account, number } = owner;
  const trunk = number.trunkSid === null ? undefined : lookUp(account.trunks, number.trunkSid);
  if (trunk) {
    const call = newCall(exchange, account, 'trunking-originating', wish, number);
    void ringTrunk(exchange, call, trunk);
    return call;
  }
  const call = newCall(exchange, account, 'inbound', wish, number);
  void ringApplication(exchange, call, voicePlanOf(account, number));
  return call;
}

/** A browser calls the TwiML application of its access token; whom it wants to reach is only a parameter. */
function startClient(exchange: Exchange, wish: InboundWish, applicationSid = ''): LiveCall | string {
  const account = Object.values(exchange.twilio.state.accounts).find((one) => lookUp(one.applications, applicationSid));
  const application = account && lookUp(account.applications, applicationSid);
  if (!account || !application) return `a client needs an applicationSid, and ${applicationSid} is none`;
  const extraParams: Params = [['ApplicationSid', application.sid], ...wish.extraParams];
  const call = newCall(exchange, account, 'inbound', { ...wish, extraParams }, undefined);
  void ringApplication(exchange, call, application);
  return call;
}
