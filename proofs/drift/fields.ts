import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@livekit/protocol';
import type { Row } from './state.js';

/** An object of ours at Twilio or LiveKit. */
export type Kind =
  | 'trunk'
  | 'credential-list'
  | 'credential'
  | 'mapping'
  | 'origination-url'
  | 'number'
  | 'webhook-number'
  | 'outbound-trunk'
  | 'inbound-trunk'
  | 'dispatch-rule'
  /** Those of an agent that webhooks dial. */
  | 'agent-inbound-trunk'
  | 'agent-dispatch-rule';

/**
 * `owned`: a change is named and put back. `tenant`: theirs, a change is left alone. `made`: the server's own. `fixed`: the vendor has no
 * way to change it. `part`: holds other objects.
 */
type Class = 'owned' | 'tenant' | 'made' | 'fixed' | 'part' | ((row: Row) => 'owned' | 'tenant');

/** What means nothing by itself is the tenant's as long as it means nothing. */
const whileRecording: Class = (row) => (row['recordingMode'] === 'do-not-record' ? 'tenant' : 'owned');
const withRecoveryUrl: Class = (row) => (row['disasterRecoveryUrl'] === null ? 'tenant' : 'owned');

const all = (names: string, kind: Class): Record<string, Class> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

/** What answers a call and hears of it: on the trunk Twilio does not ask it, on the webhook plane it is ours. */
const ANSWERING = 'voiceUrl voiceMethod voiceFallbackUrl voiceFallbackMethod statusCallback statusCallbackMethod';

/** A number on either plane. */
const NUMBER: Readonly<Record<string, Class>> = {
  ...all('sid dateCreated dateUpdated dateTrunkSet', 'made'),
  ...all('phoneNumber numberType addressRequirements capabilities', 'fixed'),
  ...all('trunkSid voiceApplicationSid', 'owned'),
  ...all('friendlyName voiceCallerIdLookup', 'tenant'),
  ...all('smsUrl smsMethod smsFallbackUrl smsFallbackMethod emergencyStatus', 'tenant'),
  // Another kind of object stands behind each, or another product.
  ...all('voiceReceiveMode smsApplicationSid addressSid bundleSid identitySid emergencyAddressSid', 'fixed'),
};

const INBOUND_TRUNK: Readonly<Record<string, Class>> = {
  ...all('sip_trunk_id created_at updated_at', 'made'),
  ...all('name metadata numbers allowed_addresses allowed_numbers auth_username auth_password auth_realm', 'owned'),
  ...all('headers headers_to_attributes attributes_to_headers include_headers', 'owned'),
  ...all('ringing_timeout max_call_duration krisp_enabled media_encryption media', 'owned'),
};
const DISPATCH_RULE: Readonly<Record<string, Class>> = {
  ...all('sip_dispatch_rule_id created_at updated_at', 'made'),
  ...all('rule trunk_ids hide_phone_number inbound_numbers numbers name metadata attributes', 'owned'),
  ...all('room_preset room_config media krisp_enabled media_encryption', 'owned'),
};

/** Every field that an object of ours can have. A field that is not here fails the proof: somebody has to say whose it is. */
const CLASSES: Readonly<Record<Kind, Readonly<Record<string, Class>>>> = {
  trunk: {
    ...all('sid dateCreated dateUpdated', 'made'),
    ...all('friendlyName domainName secure transferMode disasterRecoveryUrl recordingMode', 'owned'),
    disasterRecoveryMethod: withRecoveryUrl,
    recordingTrim: whileRecording,
    ...all('cnamLookupEnabled transferCallerId', 'tenant'),
    ...all('originationUrls credentialLists ipAccessControlLists', 'part'),
  },
  'credential-list': { ...all('sid dateCreated dateUpdated', 'made'), friendlyName: 'owned', credentials: 'part' },
  credential: { ...all('sid dateCreated dateUpdated', 'made'), username: 'fixed', password: 'owned' },
  mapping: all('sid dateCreated', 'made'),
  'origination-url': {
    ...all('sid dateCreated dateUpdated', 'made'),
    ...all('friendlyName sipUrl weight priority enabled', 'owned'),
  },
  number: { ...NUMBER, ...all(ANSWERING, 'tenant') },
  'webhook-number': { ...NUMBER, ...all(ANSWERING, 'owned') },
  'outbound-trunk': {
    ...all('sip_trunk_id created_at updated_at', 'made'),
    ...all('name metadata address destination_country transport numbers auth_username auth_password', 'owned'),
    ...all('headers headers_to_attributes attributes_to_headers include_headers', 'owned'),
    ...all('media_encryption media from_host', 'owned'),
  },
  'inbound-trunk': INBOUND_TRUNK,
  'dispatch-rule': DISPATCH_RULE,
  'agent-inbound-trunk': INBOUND_TRUNK,
  'agent-dispatch-rule': DISPATCH_RULE,
};

/** LiveKit leaves unset messages out of its JSON, so its fields are asked of the protocol itself. */
const PROTOCOL: Partial<Record<Kind, { readonly fields: { list(): readonly { readonly name: string }[] } }>> = {
  'outbound-trunk': SIPOutboundTrunkInfo,
  'inbound-trunk': SIPInboundTrunkInfo,
  'dispatch-rule': SIPDispatchRuleInfo,
  'agent-inbound-trunk': SIPInboundTrunkInfo,
  'agent-dispatch-rule': SIPDispatchRuleInfo,
};

export function fieldsOf(kind: Kind, row: Row): string[] {
  return PROTOCOL[kind]?.fields.list().map(({ name }) => name) ?? Object.keys(row);
}

/** Null: nobody has said whose the field is. */
export function classOf(kind: Kind, field: string, row: Row): Exclude<Class, (row: Row) => unknown> | null {
  const table = CLASSES[kind];
  const found = Object.hasOwn(table, field) ? table[field] : undefined;
  return typeof found === 'function' ? found(row) : (found ?? null);
}
