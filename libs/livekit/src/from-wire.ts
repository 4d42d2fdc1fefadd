import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk';
import { Secret } from '@app/secrets';
import { readMark } from './sip-mark.js';
import type {
  MediaEncryption,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedOutboundTrunk,
} from './sip-types.js';

const TRANSPORTS: readonly ObservedOutboundTrunk['transport'][] = ['auto', 'udp', 'tcp', 'tls'];
const ENCRYPTIONS: readonly MediaEncryption[] = ['disable', 'allow', 'require'];

export function outboundFromWire(info: SIPOutboundTrunkInfo): ObservedOutboundTrunk {
  return {
    outboundTrunkId: info.sipTrunkId,
    name: info.name,
    mark: readMark(info.metadata),
    address: info.address,
    transport: TRANSPORTS[info.transport] ?? 'auto',
    numbers: info.numbers,
    authUsername: info.authUsername,
    authPassword: new Secret(info.authPassword),
    mediaEncryption: encryptionOf(info),
  };
}

export function inboundFromWire(info: SIPInboundTrunkInfo): ObservedInboundTrunk {
  return {
    inboundTrunkId: info.sipTrunkId,
    name: info.name,
    mark: readMark(info.metadata),
    numbers: info.numbers,
    mediaEncryption: encryptionOf(info),
    // LiveKit challenges only when both are set.
    requiresAuth: info.authUsername !== '' && info.authPassword !== '',
    restrictions: namesOfSet({ allowedAddresses: info.allowedAddresses, allowedNumbers: info.allowedNumbers }),
  };
}

export function ruleFromWire(info: SIPDispatchRuleInfo): ObservedDispatchRule {
  const rule = info.rule?.rule;
  return {
    dispatchRuleId: info.sipDispatchRuleId,
    name: info.name,
    mark: readMark(info.metadata),
    trunkIds: info.trunkIds,
    roomPrefix: rule?.case === 'dispatchRuleIndividual' ? rule.value.roomPrefix : null,
    agentNames: info.roomConfig?.agents.map((agent) => agent.agentName) ?? [],
    attributes: info.attributes,
    restrictions: namesOfSet({
      pin: rule?.value?.pin ?? '',
      numbers: info.numbers,
      inboundNumbers: info.inboundNumbers,
    }),
  };
}

function namesOfSet(fields: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.keys(fields).filter((name) => (fields[name]?.length ?? 0) > 0);
}

/**
 * `media.encryption`, or the deprecated field beside it, which older servers and tools write. "Disable" is also what an unset field
 * reads as, and LiveKit lets it override nothing when it merges the two (livekit/protocol livekit/sip.go).
 */
function encryptionOf(info: SIPInboundTrunkInfo | SIPOutboundTrunkInfo): MediaEncryption {
  return ENCRYPTIONS[info.media?.encryption || info.mediaEncryption] ?? 'disable';
}
