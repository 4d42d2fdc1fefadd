type Refusal = readonly [method: string, body: object, expected: string];

const inbound = (fields: object): object => ({ trunk: { numbers: ['+1'], ...fields } });
const outbound = (fields: object): object => ({ trunk: { address: 'a.pstn.twilio.com', numbers: ['+1'], ...fields } });
const update = (fields: object): object => ({ sip_trunk_id: 'ST_x', update: fields });
const replace = (fields: object): object => ({ sip_trunk_id: 'ST_x', replace: fields });
const changeRule = (fields: object): object => ({ sip_dispatch_rule_id: 'SDR_x', ...fields });
const rule = { dispatch_rule_direct: { room_name: 'r' } };
const dial = (fields: object): object => ({ sip_trunk_id: 'ST_x', sip_call_to: '+1', room_name: 'r', ...fields });
const dialInline = (fields: object): object =>
  dial({ sip_trunk_id: '', sip_number: '+1', trunk: { hostname: 'a.pstn.twilio.com', ...fields } });
const refer = (fields: object): object => ({
  room_name: 'r',
  participant_identity: 'i',
  transfer_to: 'tel:+1',
  ...fields,
});

const bad = (message: string): string => `400 invalid_argument: ${message}`;
const header = (what: string): string => bad(`invalid header name: header name ${what}`);
const NOT_A_HOST = 'should be a hostname or IP, not SIP URI';
const NO_TRUNK = '404 not_found: requested sip trunk does not exist';
const NO_RULE = '404 not_found: requested sip dispatch rule does not exist';
const NO_COUNTRY = bad("country must be a valid ISO 3166-1 alpha-2 code (2-letter like 'US', 'IN', 'UK')");

/** Requests that a LiveKit without any of these objects refuses, and its words for it. Nothing here may make anything. */
export const REFUSALS: readonly Refusal[] = [
  ['CreateSIPInboundTrunk', {}, bad('missing trunk')],
  ['CreateSIPInboundTrunk', { trunk: null }, bad('missing trunk')],
  ['CreateSIPInboundTrunk', inbound({ sip_trunk_id: 'ST_1' }), bad('trunk id must not be set')],
  [
    'CreateSIPInboundTrunk',
    { trunk: { name: 'open' } },
    bad('for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers'),
  ],
  ['CreateSIPInboundTrunk', inbound({ headers: { Contact: 'x' } }), header('Contact not supported')],
  ['CreateSIPInboundTrunk', inbound({ headers: { '': 'x' } }), header('cannot be empty')],
  ['CreateSIPInboundTrunk', inbound({ headers: { ['x'.repeat(256)]: 'x' } }), header('too long (max 255 characters)')],
  [
    'CreateSIPInboundTrunk',
    inbound({ headers: { 'X Y': 'x' } }),
    header('X Y contains invalid characters: char 32 not allowed'),
  ],
  [
    'CreateSIPInboundTrunk',
    inbound({ headers: { 'X-A': 'a\nb' } }),
    bad('invalid header value for X-A: header X-A: value: char 10 not allowed'),
  ],
  [
    'CreateSIPInboundTrunk',
    inbound({ headers: { 'X-A': 'ü'.repeat(513) } }),
    bad('invalid header value for X-A: header X-A: value too long (max 1024 characters)'),
  ],
  [
    'CreateSIPInboundTrunk',
    inbound({ headers_to_attributes: { 'X Y': 'a' } }),
    header('X Y contains invalid characters: char 32 not allowed'),
  ],
  ['CreateSIPInboundTrunk', inbound({ attributes_to_headers: { a: '' } }), header('cannot be empty')],
  ['CreateSIPInboundTrunk', inbound({ media: { codecs: [{}] } }), bad('missing codec name')],
  ['CreateSIPInboundTrunk', inbound({ media: { codecs: [{ name: 'a b' }] } }), bad('invalid codec name')],
  ['CreateSIPInboundTrunk', inbound({ media: { codecs: [{ name: 'a/b' }] } }), bad("codec name must not contain '/'")],
  ['CreateSIPInboundTrunk', inbound({ media: { media_timeout: '-1s' } }), bad('media_timeout must not be negative')],
  [
    'CreateSIPInboundTrunk',
    inbound({ media: { media_timeout: '600.5s' } }),
    bad('media_timeout must not exceed 10m0s'),
  ],
  ['CreateSIPOutboundTrunk', {}, bad('missing trunk')],
  ['CreateSIPOutboundTrunk', outbound({ sip_trunk_id: 'ST_1' }), bad('trunk id must not be set')],
  ['CreateSIPOutboundTrunk', outbound({ numbers: [] }), bad('no trunk numbers specified')],
  ['CreateSIPOutboundTrunk', outbound({ address: '' }), bad('no outbound address specified')],
  ['CreateSIPOutboundTrunk', outbound({ address: 'sip:a.example' }), bad(`trunk address ${NOT_A_HOST}`)],
  ['CreateSIPOutboundTrunk', outbound({ address: 'user@a.example' }), bad(`trunk address ${NOT_A_HOST}`)],
  ['CreateSIPOutboundTrunk', outbound({ address: 'a.example;lr' }), bad(`trunk address ${NOT_A_HOST}`)],
  [
    'CreateSIPOutboundTrunk',
    outbound({ address: 'a.example;transport=tcp' }),
    bad('trunk address should not contain transport parameter'),
  ],
  ['CreateSIPOutboundTrunk', outbound({ from_host: 'sips:a.example' }), bad(`from_host ${NOT_A_HOST}`)],
  ['CreateSIPOutboundTrunk', outbound({ headers: { 'call-id': 'x' } }), header('call-id not supported')],
  ['UpdateSIPInboundTrunk', {}, bad('trunk id must be set')],
  ['UpdateSIPInboundTrunk', { sip_trunk_id: 'ST_x' }, bad('missing or unsupported update action')],
  ['UpdateSIPInboundTrunk', { sip_trunk_id: 'ST_x', replace: null }, bad('missing or unsupported update action')],
  ['UpdateSIPInboundTrunk', update({ numbers: {} }), bad('unsupported list update operation')],
  [
    'UpdateSIPInboundTrunk',
    update({ numbers: { clear: true, add: ['+1'] } }),
    bad('cannot clear and change the list at the same time'),
  ],
  [
    'UpdateSIPInboundTrunk',
    update({ numbers: { set: ['+1'], add: ['+1'] } }),
    bad('cannot set and change the list at the same time'),
  ],
  ['UpdateSIPInboundTrunk', update({ numbers: { set: [''] } }), bad('empty element in the list')],
  ['UpdateSIPInboundTrunk', update({ allowed_addresses: { add: [''] } }), bad('empty element in the list')],
  ['UpdateSIPInboundTrunk', update({ allowed_numbers: { remove: [''] } }), bad('empty element in the list')],
  ['UpdateSIPInboundTrunk', update({ media: { codecs: [{}] } }), bad('missing codec name')],
  ['UpdateSIPInboundTrunk', update({ name: 'x' }), NO_TRUNK],
  ['UpdateSIPInboundTrunk', replace({ numbers: ['+1'] }), NO_TRUNK],
  [
    'UpdateSIPInboundTrunk',
    replace({ numbers: ['+1'], sip_trunk_id: 'ST_y' }),
    bad('trunk id in the info must be empty or match the id in the update'),
  ],
  ['UpdateSIPOutboundTrunk', {}, bad('trunk id must be set')],
  ['UpdateSIPOutboundTrunk', update({ numbers: {} }), bad('unsupported list update operation')],
  ['UpdateSIPOutboundTrunk', update({ name: 'x' }), NO_TRUNK],
  ['UpdateSIPOutboundTrunk', replace({ address: 'a.example' }), bad('no trunk numbers specified')],
  ['UpdateSIPOutboundTrunk', replace({ address: 'a.example', numbers: ['+1'] }), NO_TRUNK],
  ['CreateSIPDispatchRule', {}, bad('missing rule')],
  ['CreateSIPDispatchRule', { dispatch_rule: { rule, sip_dispatch_rule_id: 'SDR_x' } }, bad('rule id must not be set')],
  ['CreateSIPDispatchRule', { rule: {} }, bad('twirp error unknown: unsupported SIP Dispatch Rule: <nil>')],
  ['CreateSIPDispatchRule', { dispatch_rule: { rule, media: { codecs: [{}] } } }, bad('missing codec name')],
  ['UpdateSIPDispatchRule', {}, bad('rule id must be set')],
  ['UpdateSIPDispatchRule', changeRule({}), bad('missing or unsupported update action')],
  ['UpdateSIPDispatchRule', changeRule({ replace: {} }), bad('missing rule')],
  [
    'UpdateSIPDispatchRule',
    changeRule({ replace: { rule, sip_dispatch_rule_id: 'SDR_y' } }),
    bad('rule id in the info must be empty or match the id in the update'),
  ],
  ['UpdateSIPDispatchRule', changeRule({ replace: { rule } }), NO_RULE],
  ['UpdateSIPDispatchRule', changeRule({ update: { trunk_ids: {} } }), bad('unsupported list update operation')],
  ['UpdateSIPDispatchRule', changeRule({ update: {} }), NO_RULE],
  ['GetSIPInboundTrunk', {}, bad('trunk ID is required')],
  ['GetSIPInboundTrunk', { sip_trunk_id: 'ST_x' }, NO_TRUNK],
  ['GetSIPOutboundTrunk', {}, bad('trunk ID is required')],
  ['GetSIPOutboundTrunk', { sip_trunk_id: 'ST_x' }, NO_TRUNK],
  ['DeleteSIPTrunk', {}, bad('trunk ID is required')],
  ['DeleteSIPDispatchRule', {}, bad('dispatch rule ID is required')],
  ['DeleteSIPDispatchRule', { sip_dispatch_rule_id: 'SDR_x' }, NO_RULE],
  ['CreateSIPParticipant', { sip_call_to: '+1' }, bad('missing sip trunk id and sip number')],
  ['CreateSIPParticipant', dial({ sip_call_to: '' }), bad('missing sip callee number')],
  [
    'CreateSIPParticipant',
    dial({ sip_call_to: '+1@x' }),
    bad('SipCallTo should be a phone number or SIP user, not a full SIP URI'),
  ],
  ['CreateSIPParticipant', dial({ room_name: '' }), bad('missing room name')],
  ['CreateSIPParticipant', dial({}), NO_TRUNK],
  ['CreateSIPParticipant', dial({ display_name: 'x'.repeat(129) }), bad('DisplayName too long (max 128 characters)')],
  [
    'CreateSIPParticipant',
    dial({ display_name: 'a"b' }),
    bad('DisplayName must be a valid quoted string: invalid syntax'),
  ],
  [
    'CreateSIPParticipant',
    dial({ destination: { city: 'x' } }),
    bad('if city is specified, country or region must also be specified'),
  ],
  ['CreateSIPParticipant', dial({ destination: { country: 'us' } }), NO_COUNTRY],
  ['CreateSIPParticipant', dial({ destination: { country: 'EU' } }), NO_COUNTRY],
  ['CreateSIPParticipant', dial({ destination: { country: 'UK' } }), NO_TRUNK],
  ['CreateSIPParticipant', dial({ destination: { country: 'XX' } }), NO_COUNTRY],
  ['CreateSIPParticipant', dial({ destination: { country: 'US' } }), NO_TRUNK],
  ['CreateSIPParticipant', dial({ headers: { Contact: 'x' } }), header('Contact not supported')],
  ['CreateSIPParticipant', dialInline({ hostname: '' }), bad('no outbound hostname specified')],
  ['CreateSIPParticipant', dialInline({ hostname: 'sip:a' }), bad(`trunk hostname ${NOT_A_HOST}`)],
  ['CreateSIPParticipant', dialInline({ from_host: 'a@b' }), bad(`from_host ${NOT_A_HOST}`)],
  [
    'CreateSIPParticipant',
    { trunk: { hostname: 'a.pstn.twilio.com' }, sip_call_to: '+1', room_name: 'r' },
    '412 failed_precondition: twirp error unknown: no numbers on outbound trunk',
  ],
  ['TransferSIPParticipant', {}, bad('twirp error unknown: Missing room name')],
  ['TransferSIPParticipant', { room_name: 'r' }, bad('twirp error unknown: Missing participant identity')],
  ['TransferSIPParticipant', refer({ transfer_to: '' }), bad('missing transfer to')],
  [
    'TransferSIPParticipant',
    refer({ transfer_to: '+1' }),
    bad('transfer_to must be a valid SIP(s) or TEL URI (sip:, sips: or tel:)'),
  ],
  ['TransferSIPParticipant', refer({ headers: { Contact: 'x' } }), header('Contact not supported')],
  ['TransferSIPParticipant', refer({}), '404 not_found: twirp error unknown: participant does not exist'],
];

/** What the requests above need to be understood: a transfer wants to be administrator of its room. */
export const REFUSAL_CLAIMS = { sip: { admin: true, call: true }, video: { roomAdmin: true, room: 'r' } };
