import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk';
import { Secret } from '@app/secrets';
import { extraFields } from './extra-fields.js';
import { readMark, writeMark } from './sip-mark.js';
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
    extras: [
      ...metadataExtras(info.metadata),
      ...extraFields(info, [...TRUNK_FIELDS, 'address', 'transport', 'authUsername', 'authPassword']),
      ...mediaExtras(info),
    ],
  };
}

export function inboundFromWire(info: SIPInboundTrunkInfo): ObservedInboundTrunk {
  return {
    inboundTrunkId: info.sipTrunkId,
    name: info.name,
    mark: readMark(info.metadata),
    numbers: info.numbers,
    mediaEncryption: encryptionOf(info),
    authUsername: info.authUsername,
    authPassword: new Secret(info.authPassword),
    headersToAttributes: info.headersToAttributes,
    extras: [
      ...metadataExtras(info.metadata),
      ...extraFields(info, [...TRUNK_FIELDS, 'authUsername', 'authPassword', 'headersToAttributes']),
      ...mediaExtras(info),
    ],
  };
}

export function ruleFromWire(info: SIPDispatchRuleInfo): ObservedDispatchRule {
  const rule = info.rule?.rule;
  const agents = info.roomConfig?.agents ?? [];
  return {
    dispatchRuleId: info.sipDispatchRuleId,
    name: info.name,
    mark: readMark(info.metadata),
    trunkIds: info.trunkIds,
    roomPrefix: rule?.case === 'dispatchRuleIndividual' ? rule.value.roomPrefix : null,
    agentNames: agents.map((agent) => agent.agentName),
    attributes: info.attributes,
    extras: [
      ...metadataExtras(info.metadata),
      ...extraFields(info, RULE_FIELDS),
      ...extraFields(rule?.value, ['roomName', 'roomPrefix']),
      ...extraFields(info.media, [], 'media.'),
      ...extraFields(info.roomConfig, ['agents'], 'roomConfig.'),
      ...agents.flatMap((agent) => extraFields(agent, ['agentName', 'metadata'], 'agent.')),
      // The agent's job carries the mark too, and an agent reads from it whose call it has.
      ...(agents.some((agent) => agent.metadata !== info.metadata) ? ['agent.metadata'] : []),
    ],
  };
}

/** Those of a trunk that are observed by themselves, and those that the server fills. */
const TRUNK_FIELDS = [
  'sipTrunkId',
  'name',
  'metadata',
  'numbers',
  'media',
  'mediaEncryption',
  'createdAt',
  'updatedAt',
];
const RULE_FIELDS = [
  'sipDispatchRuleId',
  'rule',
  'name',
  'metadata',
  'trunkIds',
  'attributes',
  'media',
  'roomConfig',
  'createdAt',
  'updatedAt',
];

/** Text beside the mark travels to the caller's participant. */
function metadataExtras(metadata: string): string[] {
  const mark = readMark(metadata);
  return metadata === (mark === null ? '' : writeMark(mark)) ? [] : ['metadata'];
}

/** The deprecated field counts when it says another thing than `media`: which of the two then holds depends on the server. */
function mediaExtras({ media, mediaEncryption }: SIPInboundTrunkInfo | SIPOutboundTrunkInfo): string[] {
  const encryption = media?.encryption ?? 0;
  return [
    ...extraFields(media, ['encryption'], 'media.'),
    ...(encryption !== 0 && mediaEncryption !== 0 && mediaEncryption !== encryption ? ['mediaEncryption'] : []),
  ];
}

/**
 * `media.encryption`, or the deprecated field beside it, which older servers and tools write. "Disable" is also what an unset field
 * reads as, and LiveKit lets it override nothing when it merges the two (livekit/protocol livekit/sip.go).
 */
function encryptionOf(info: SIPInboundTrunkInfo | SIPOutboundTrunkInfo): MediaEncryption {
  return ENCRYPTIONS[info.media?.encryption || info.mediaEncryption] ?? 'disable';
}
