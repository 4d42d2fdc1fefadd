import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import type { JsonObject } from '../json.js';
import type { Joined } from '../livekit/answer-invite.js';
import { joinRoom, leaveRoom } from '../livekit/answer-invite.js';
import type { Invite } from '../livekit/match-invite.js';
import { matchInvite } from '../livekit/match-invite.js';
import type { Behaviour } from './behaviour.js';
import { ANSWERS } from './behaviour.js';
import type { AlertWish, Exchange } from './exchange.js';
import type { SipUri } from './sip-uri.js';
import { parseSipUri, sipProblem } from './sip-uri.js';

/** Where a dialled address leads, and how whoever is there behaves. */
export interface Reach {
  readonly behaviour: Behaviour;
  /** The SIP status of a failure, where it is a particular one. */
  readonly sipStatus: number | null;
  readonly alert?: AlertWish;
  /** True when the application itself made the mistake. */
  readonly isViolation?: boolean;
  /** Headers of the answer; the action is told of those that begin with X-. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** What LiveKit made of the call. */
  readonly note?: JsonObject;
  /** What happens there when the call is answered, for the history, and when it is over. */
  readonly join?: () => Joined;
  readonly leave?: () => void;
}

/** Whom Twilio is to call. */
export interface Callee {
  readonly kind: 'Number' | 'Sip' | 'Client' | 'Conference';
  readonly to: string;
  readonly caller: string;
  readonly credentials?: Invite['credentials'];
}

export const failing = (sipStatus: number | null, alert?: AlertWish, more: Partial<Reach> = {}): Reach => ({
  behaviour: { ...ANSWERS, outcome: 'fail', afterSeconds: 0 },
  sipStatus,
  ...(alert ? { alert } : {}),
  ...more,
});

/** Numbers and clients answer unless they were told otherwise; a SIP address must be known or lead to LiveKit. */
export function reach(exchange: Exchange, callee: Callee): Reach {
  const { kind, to } = callee;
  if (kind === 'Sip') return reachSip(exchange, callee);
  const told = exchange.callees.of(to);
  if (told) return { behaviour: told, sipStatus: null };
  if (kind === 'Number' && !/^\+[1-9]\d{6,14}$/.test(to)) {
    return failing(null, { code: 13_224, text: `${to} is no telephone number` }, { isViolation: true });
  }
  if (kind === 'Conference') return { behaviour: { ...ANSWERS, afterSeconds: 0, hangsUp: 'caller' }, sipStatus: null };
  return { behaviour: ANSWERS, sipStatus: null };
}

/** Names under which the sandbox's LiveKit takes calls: those of LiveKit Cloud, and this machine. */
const LIVEKIT_HOST = /^(?:[a-z0-9-]+\.(?:[a-z0-9-]+\.)?sip\.livekit\.cloud|localhost|127\.\d+\.\d+\.\d+)$/;
// One of Twilio's signalling addresses: what an address list at LiveKit is held against.
const TWILIO_IP = '54.172.60.1';

function reachSip(exchange: Exchange, { to, caller, credentials }: Callee): Reach {
  const problem = sipProblem(to);
  const uri = parseSipUri(to);
  if (problem !== undefined || !uri) {
    return failing(null, { code: 13_252, text: problem ?? to }, { isViolation: true });
  }
  const told = exchange.callees.of(to) ?? exchange.callees.of(`sip:${uri.host}`);
  if (told) return { behaviour: told, sipStatus: null };
  if (!LIVEKIT_HOST.test(uri.host)) return failing(null, { code: 32_011, text: `nothing answers at ${uri.host}` });
  const invite = { called: uri.user, caller, fromHost: 'sip.twilio.com', sourceIp: TWILIO_IP, credentials };
  return inviteLiveKit(exchange, invite, uri.headers);
}

/** The call arrives at the sandbox's LiveKit: refused, dropped, or in a room with the agent, who behaves as told. */
function inviteLiveKit(exchange: Exchange, invite: Invite, headers: SipUri['headers']): Reach {
  const matched = matchInvite(exchange.livekit, invite);
  if (matched.kind === 'refused') {
    const { status, reason } = matched;
    return failing(status, undefined, { note: { refused: status, reason } });
  }
  if (matched.kind === 'dropped') {
    const note = { dropped: matched.reason };
    return { behaviour: { ...ANSWERS, outcome: 'silent' }, sipStatus: 408, note };
  }
  const { trunk, rule } = matched;
  const agentName = rule.roomConfig?.agents[0]?.agentName ?? '';
  const behaviour = exchange.callees.of(`agent:${agentName}`) ?? { ...ANSWERS, afterSeconds: 1 };
  const note = {
    trunkId: trunk?.sipTrunkId ?? null,
    ruleId: rule.sipDispatchRuleId,
    agentName,
    headers: Object.fromEntries(headers),
    attributes: attributesOf(trunk, rule, invite, headers),
  };
  let joined: Joined | undefined;
  return {
    behaviour,
    sipStatus: null,
    note,
    answerHeaders: trunk?.headers ?? {},
    join: () => {
      joined = joinRoom(exchange.livekit, invite, { trunk, rule });
      return joined;
    },
    leave: () => {
      if (joined) leaveRoom(exchange.livekit, joined);
      joined = undefined;
    },
  };
}

/** What the agent reads on its caller: LiveKit's own facts, the rule's, and the headers that the trunk maps. */
function attributesOf(
  trunk: SIPInboundTrunkInfo | undefined,
  rule: SIPDispatchRuleInfo,
  { called, caller }: Invite,
  headers: SipUri['headers'],
): Record<string, string> {
  const sent = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const mapped = Object.entries(trunk?.headersToAttributes ?? {}).flatMap(([header, attribute]) => {
    const value = sent.get(header.toLowerCase());
    return value === undefined ? [] : [[attribute, value]];
  });
  return {
    'sip.trunkID': trunk?.sipTrunkId ?? '',
    'sip.ruleID': rule.sipDispatchRuleId,
    'sip.trunkPhoneNumber': called,
    ...(rule.hidePhoneNumber ? {} : { 'sip.phoneNumber': caller }),
    ...rule.attributes,
    ...(Object.fromEntries(mapped) as Record<string, string>),
  };
}
