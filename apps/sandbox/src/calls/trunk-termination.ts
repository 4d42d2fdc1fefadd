import { BlockList } from 'node:net';
import type { DialWish, TelephoneNetwork } from '../livekit/telephone-network.js';
import { lookUp } from '../store/records.js';
import type { Account, Trunk } from '../store/records.js';
import type { CallRecord } from './call-records.js';
import { ORDERLY } from './disorder.js';
import type { Exchange } from './exchange.js';
import { alert } from './exchange.js';
import { LiveCall } from './live-call.js';
import { run } from './place-call.js';
import { finish, setStatus } from './progress.js';
import { failing, reach } from './reach.js';
import { Timeline } from './timeline.js';
import { holdTrunkCall, untilInterrupted } from './trunk-call.js';

/** From where LiveKit Cloud calls: what an access control list is held against. */
const LIVEKIT_IP = '143.223.88.1';

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly code: number;
}

/** LiveKit's way to Twilio: calls that an outbound trunk places, and callers that an agent hands over. */
export function networkOf(exchange: Exchange): TelephoneNetwork {
  return {
    dial: (wish) => dial(exchange, wish),
    transfer: (sipCallId, to) => transfer(exchange, sipCallId, to),
  };
}

function dial(exchange: Exchange, wish: DialWish): ReturnType<TelephoneNetwork['dial']> {
  const owner = exchange.twilio.ownerOfDomain(wish.domain);
  if (!owner) return undefined;
  const { account, trunk } = owner;
  const refusal = refusalOf(exchange, account, trunk, wish);
  const call = newTrunkCall(exchange, account, trunk, wish);
  exchange.sipCalls.set(wish.sipCallId, call);
  if (refusal) {
    const { status, reason, code } = refusal;
    alert(exchange, call, { code, text: `${status} ${reason}` });
    call.note('sip', { status, reason });
    finish(exchange, call, 'failed');
    return { status, reason };
  }
  const target = reach(exchange, { kind: 'Number', to: wish.to, caller: wish.from });
  const { outcome } = target.behaviour;
  void run(exchange, call, () =>
    untilInterrupted(exchange, call, () => holdTrunkCall(exchange, call, trunk, { ...target, leave: wish.ended })),
  );
  return SIP_END[outcome];
}

const SIP_END = {
  answer: { status: 200, reason: 'OK' },
  busy: { status: 486, reason: 'Busy Here' },
  reject: { status: 603, reason: 'Decline' },
  silent: { status: 408, reason: 'Request Timeout' },
  fail: { status: 503, reason: 'Service Unavailable' },
} as const;

/** Why Twilio does not let a call out, in the order in which it looks (alerts of its SIP error dictionary). */
function refusalOf(exchange: Exchange, account: Account, trunk: Trunk, wish: DialWish): Refusal | undefined {
  if (account.status !== 'active') return { status: 603, reason: 'Decline', code: 32_202 };
  const lists = Object.keys(trunk.ipAccessControlLists).flatMap(
    (sid) => lookUp(account.ipAccessControlLists, sid) ?? [],
  );
  if (lists.length > 0 && !lists.some(({ ipAddresses }) => coversLiveKit(Object.values(ipAddresses)))) {
    return { status: 403, reason: 'Forbidden', code: 32_201 };
  }
  const credentials = Object.keys(trunk.credentialLists).flatMap((sid) =>
    Object.values(lookUp(account.credentialLists, sid)?.credentials ?? {}),
  );
  const isKnown = credentials.some(
    ({ username, password }) => username === wish.username && password === wish.password,
  );
  // A trunk that nothing guards takes calls from nobody.
  if (!isKnown && (credentials.length > 0 || lists.length === 0))
    return { status: 403, reason: 'Forbidden', code: 32_202 };
  if (!/^\+[1-9]\d{6,14}$/.test(wish.to)) return { status: 400, reason: 'Bad Request', code: 32_101 };
  const isOwned = exchange.twilio.ownerOfNumber(wish.from)?.account === account;
  return isOwned ? undefined : { status: 403, reason: 'Caller ID is unauthorized', code: 32_204 };
}

function coversLiveKit(addresses: readonly { ipAddress: string; cidrPrefixLength: number }[]): boolean {
  const list = new BlockList();
  for (const { ipAddress, cidrPrefixLength } of addresses) list.addSubnet(ipAddress, cidrPrefixLength, 'ipv4');
  return list.check(LIVEKIT_IP, 'ipv4');
}

function newTrunkCall(exchange: Exchange, account: Account, trunk: Trunk, { from, to }: DialWish): LiveCall {
  const timeline = new Timeline(exchange.clock, undefined);
  const { now } = timeline;
  const record: CallRecord = {
    ...exchange.calls.stamp('CA'),
    accountSid: account.sid,
    parentCallSid: null,
    direction: 'trunking-terminating',
    to,
    from,
    dateCreated: now,
    phoneNumberSid: exchange.twilio.ownerOfNumber(from)?.number.sid ?? null,
    forwardedFrom: '',
    callerName: '',
    trunkSid: trunk.sid,
    status: 'queued',
    dateUpdated: now,
    startTime: null,
    answeredAt: null,
    endTime: null,
    duration: null,
  };
  const call = new LiveCall(account, record, timeline, { digits: [], recordSeconds: 0 }, 'sip', ORDERLY);
  exchange.calls.add(call);
  call.note('call', { from, to, direction: record.direction });
  setStatus(call, 'ringing');
  return call;
}

/** A REFER into the trunk that the call is on: the trunk's transfer mode decides (alert 32218). */
function transfer(exchange: Exchange, sipCallId: string, to: string): ReturnType<TelephoneNetwork['transfer']> {
  const call = exchange.sipCalls.get(sipCallId);
  const trunk = call && lookUp(call.account.trunks, call.record.trunkSid ?? '');
  if (!call || !trunk) return undefined;
  call.note('refer', { to });
  const goesToTelephone = /^tel:/i.test(to) || /\.pstn\.twilio\.com/i.test(to);
  if (trunk.transferMode === 'disable-all' || (trunk.transferMode === 'sip-only' && goesToTelephone)) {
    alert(exchange, call, { code: 32_218, text: `transfer mode ${trunk.transferMode} refuses ${to}` });
    return { status: 603, reason: 'Decline' };
  }
  const number = /\+\d+/.exec(to)?.[0];
  const target =
    number === undefined ? failing(404) : reach(exchange, { kind: 'Number', to: number, caller: call.record.from });
  const end = SIP_END[target.behaviour.outcome];
  if (end.status === 200) call.timeline.interrupt({ kind: 'ended', status: 'completed' });
  return end;
}
