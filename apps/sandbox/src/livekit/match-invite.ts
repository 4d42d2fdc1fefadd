import { BlockList, isIP } from 'node:net';
import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import { normalizeNumber } from './conflicts.js';
import type { LiveKitStore } from './livekit-store.js';

/** An INVITE as it reaches LiveKit. */
export interface Invite {
  readonly called: string;
  readonly caller: string;
  /** Host of the From header, and where the packet came from. */
  readonly fromHost: string;
  readonly sourceIp: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

export type Matched =
  | { readonly kind: 'accepted'; readonly trunk: SIPInboundTrunkInfo | undefined; readonly rule: SIPDispatchRuleInfo }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** Nothing is answered at all; the other side runs into its time-out. */
  | { readonly kind: 'dropped'; readonly reason: string };

/** Which trunk and rule take a call (livekit/protocol sip/sip.go: MatchTrunk, MatchDispatchRule; livekit/sip: inbound.go). */
export function matchInvite(store: LiveKitStore, invite: Invite): Matched {
  const trunks = matchTrunks([...store.inboundTrunks.values()], invite);
  if (trunks.length > 1) return { kind: 'refused', status: 503, reason: 'Multiple SIP Trunks matched' };
  const trunk = trunks[0];
  const refusal = trunk && authenticate(trunk, invite);
  if (refusal) return refusal;
  const rule = matchRule([...store.dispatchRules.values()], trunk, invite);
  if (rule === undefined) {
    if (trunk === undefined) return { kind: 'refused', status: 404, reason: 'No trunk found' };
    return { kind: 'dropped', reason: `no dispatch rule for trunk ${trunk.sipTrunkId}` };
  }
  if (pinOf(rule) !== '') return { kind: 'dropped', reason: 'the dispatch rule asks for a PIN that nobody enters' };
  return { kind: 'accepted', trunk, rule };
}

/** A trunk that names the number beats one that takes any. */
function matchTrunks(trunks: readonly SIPInboundTrunkInfo[], invite: Invite): SIPInboundTrunkInfo[] {
  const called = normalizeNumber(invite.called);
  const open = trunks.filter((trunk) => allowsCaller(trunk, invite.caller) && allowsSource(trunk, invite));
  const specific = open.filter((trunk) => trunk.numbers.some((number) => normalizeNumber(number) === called));
  return specific.length > 0 ? specific : open.filter((trunk) => trunk.numbers.length === 0);
}

function allowsCaller({ allowedNumbers }: SIPInboundTrunkInfo, caller: string): boolean {
  return allowedNumbers.length === 0 || allowedNumbers.some((one) => normalizeNumber(one) === normalizeNumber(caller));
}

/** A list of nothing but nonsense counts as empty: the server fails open here. */
function allowsSource({ allowedAddresses }: SIPInboundTrunkInfo, { sourceIp, fromHost }: Invite): boolean {
  const masks = allowedAddresses.filter((mask) => /^[A-Za-z0-9.:_-]+(?:\/\d{1,3})?$/.test(mask));
  return masks.length === 0 || masks.some((mask) => mask === fromHost || covers(mask, sourceIp));
}

function covers(mask: string, ip: string): boolean {
  const [address = '', prefix] = mask.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return false;
  if (prefix === undefined) return address === ip;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family);
  return list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

/** Both set: a digest is demanded. A user name alone demands nothing. */
function authenticate(trunk: SIPInboundTrunkInfo, { credentials }: Invite): Matched | undefined {
  const { authUsername, authPassword } = trunk;
  if (authUsername === '' || authPassword === '') return undefined;
  if (!credentials) return { kind: 'refused', status: 407, reason: 'Proxy Authentication Required' };
  if (credentials.username === authUsername && credentials.password === authPassword) return undefined;
  return { kind: 'refused', status: 403, reason: 'Forbidden' };
}

function pinOf({ rule }: SIPDispatchRuleInfo): string {
  return rule?.rule.value?.pin ?? '';
}

const KIND_PRIORITY = { dispatchRuleDirect: 100, dispatchRuleIndividual: 101, dispatchRuleCallee: 102 } as const;

/** Lower is better: open rules after those with a PIN's, and rules for any number after those for this one. */
function priorityOf(info: SIPDispatchRuleInfo): number {
  const kind = info.rule?.rule.case;
  const byKind = kind === undefined ? 103 : KIND_PRIORITY[kind];
  const byPin = pinOf(info) === '' ? byKind : byKind - 100;
  return byPin + (info.inboundNumbers.length === 0 ? 1000 : 0) + (info.numbers.length === 0 ? 1000 : 0);
}

/** Numbers are compared to the letter here: a missing + is another number. Rules that name the trunk beat those for any. */
function matchRule(
  rules: readonly SIPDispatchRuleInfo[],
  trunk: SIPInboundTrunkInfo | undefined,
  { called, caller }: Invite,
): SIPDispatchRuleInfo | undefined {
  const fits = rules.filter(
    ({ numbers, inboundNumbers }) =>
      (numbers.length === 0 || numbers.includes(called)) &&
      (inboundNumbers.length === 0 || inboundNumbers.includes(caller)),
  );
  const naming = trunk ? fits.filter(({ trunkIds }) => trunkIds.includes(trunk.sipTrunkId)) : [];
  const scope = naming.length > 0 ? naming : fits.filter(({ trunkIds }) => trunkIds.length === 0);
  return scope.toSorted((left, right) => priorityOf(left) - priorityOf(right))[0];
}
