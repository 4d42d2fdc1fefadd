import { RoomConfiguration, SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk';
import { writeMark } from './sip-mark.js';
import type {
  DesiredDispatchRule,
  DesiredInboundTrunk,
  DesiredOutboundTrunk,
  MediaEncryption,
  SipMark,
  SipTransport,
} from './sip-types.js';

/** The SDK does not export these two enums of its protocol package; the numbers are their wire values. */
export const TRANSPORT_NUMBERS: Readonly<Record<SipTransport, SIPOutboundTrunkInfo['transport']>> = { tcp: 2, tls: 3 };
export const ENCRYPTION_NUMBERS: Readonly<Record<MediaEncryption, SIPOutboundTrunkInfo['mediaEncryption']>> = {
  disable: 0,
  allow: 1,
  require: 2,
};

export function outboundToWire(trunk: DesiredOutboundTrunk, mark: SipMark): SIPOutboundTrunkInfo {
  return new SIPOutboundTrunkInfo({
    name: trunk.name,
    metadata: writeMark(mark),
    address: trunk.address,
    transport: TRANSPORT_NUMBERS[trunk.transport],
    numbers: [...trunk.numbers],
    authUsername: trunk.authUsername,
    authPassword: trunk.authPassword.reveal(),
    media: { encryption: ENCRYPTION_NUMBERS[trunk.mediaEncryption] },
  });
}

export function inboundToWire(trunk: DesiredInboundTrunk, mark: SipMark): SIPInboundTrunkInfo {
  return new SIPInboundTrunkInfo({
    name: trunk.name,
    metadata: writeMark(mark),
    numbers: [...trunk.numbers],
    authUsername: trunk.auth?.username ?? '',
    authPassword: trunk.auth?.password.reveal() ?? '',
    headersToAttributes: { ...trunk.headersToAttributes },
    media: { encryption: ENCRYPTION_NUMBERS[trunk.mediaEncryption] },
  });
}

/**
 * Each call gets a room of its own and the tenant's agent in it. The mark travels to the caller's participant (metadata) and to
 * the agent's job, where it is there from the start; rule attributes arrive only after the join. It holds no secret.
 */
export function ruleToWire(rule: DesiredDispatchRule, inboundTrunkId: string, mark: SipMark): SIPDispatchRuleInfo {
  const metadata = writeMark(mark);
  return new SIPDispatchRuleInfo({
    name: rule.name,
    metadata,
    trunkIds: [inboundTrunkId],
    attributes: { ...rule.attributes },
    rule: { rule: { case: 'dispatchRuleIndividual', value: { roomPrefix: rule.roomPrefix } } },
    roomConfig: new RoomConfiguration({ agents: [{ agentName: rule.agentName, metadata }] }),
  });
}
