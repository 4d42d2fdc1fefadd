import type { Kind } from './fields.js';

/** How a sentence of the plan calls an object. */
export const OBJECT_WORDS: Readonly<Record<Kind, string>> = {
  trunk: 'trunk',
  'credential-list': 'credential list',
  credential: 'tl',
  mapping: 'credential list',
  'origination-url': 'origination URL',
  number: '+1',
  'webhook-number': 'our webhooks answer +1',
  'outbound-trunk': 'LiveKit outbound trunk',
  'inbound-trunk': 'LiveKit inbound trunk',
  'dispatch-rule': 'LiveKit dispatch rule',
  'agent-inbound-trunk': 'LiveKit inbound trunk for the agent “drift” on the webhook plane',
  'agent-dispatch-rule': 'LiveKit dispatch rule for the agent “drift” on the webhook plane',
};

/** Where the plan calls a field otherwise than the vendor. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  'credential-list.friendlyName': 'name',
  'trunk.recordingMode': 'ecord',
  'trunk.recordingTrim': 'ecord',
  media: 'mediaEncryption',
  'media.encryption': 'mediaEncryption',
  rule: 'roomPrefix',
  // A rule of another kind has no room of its own for each call.
  'rule.dispatch_rule_direct.room_name': 'roomPrefix',
  'rule.dispatch_rule_direct.pin': 'roomPrefix',
  'rule.dispatch_rule_callee.room_prefix': 'roomPrefix',
  'rule.dispatch_rule_callee.pin': 'roomPrefix',
  'rule.dispatch_rule_callee.randomize': 'roomPrefix',
  'dispatch-rule.media': 'media.',
  'dispatch-rule.media.encryption': 'media.encryption',
  'dispatch-rule.media_encryption': 'mediaEncryption',
  room_config: 'agentName',
  'room_config.agents': 'agentName',
};

/** What the sentence about a changed field must say: which object, and what of it. */
export function wordsFor(kind: Kind, path: string): string[] {
  const word = FIELD_WORDS[`${kind.replace('agent-', '')}.${path}`] ?? FIELD_WORDS[path] ?? plain(path);
  return [OBJECT_WORDS[kind], word];
}

/** `room_config.empty_timeout` is `roomConfig.emptyTimeout`; what is in the rule or the agent goes by its own name. */
function plain(path: string): string {
  const camel = path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const agent = /^roomConfig\.agents\.(.+)$/.exec(camel)?.[1];
  if (agent !== undefined) return agent === 'agentName' ? agent : `agent.${agent}`;
  return camel.startsWith('rule.') ? (camel.split('.').at(-1) ?? camel) : camel.split('.').slice(0, 2).join('.');
}
