import { describe, expect, it } from '@jest/globals';
import { RoomConfiguration, SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk';
import { extraFields } from './extra-fields.js';
import { inboundFromWire, outboundFromWire, ruleFromWire } from './from-wire.js';
import { writeMark } from './sip-mark.js';
import { inboundToWire, outboundToWire, ruleToWire } from './to-wire.js';
import { Secret } from '@app/secrets';

const MARK = { managedBy: 'trunkline', installation: 'i', tenantId: 't', credentialId: 'c' } as const;
const INBOUND = inboundToWire(
  {
    name: 'in',
    numbers: ['+15550100'],
    mediaEncryption: 'require',
    auth: { username: 'tl1', password: new Secret('Password-1') },
    headersToAttributes: { 'X-Called': 'called' },
  },
  { ...MARK, side: { plane: 'webhook', agentId: 'a' } },
);
const OUTBOUND = outboundToWire(
  {
    name: 'out',
    address: 'a.pstn.twilio.com',
    transport: 'tls',
    numbers: ['*'],
    authUsername: 'u',
    authPassword: new Secret('Password-1'),
    mediaEncryption: 'require',
  },
  MARK,
);
const RULE = ruleToWire({ name: 'rule', roomPrefix: 'r', agentName: 'agent', attributes: { a: 'b' } }, 'ST_1', MARK);

describe('what is set at LiveKit that Trunkline never sets', () => {
  it('is nothing in what Trunkline writes', () => {
    expect(inboundFromWire(INBOUND).extras).toEqual([]);
    expect(outboundFromWire(OUTBOUND).extras).toEqual([]);
    expect(ruleFromWire(RULE).extras).toEqual([]);
  });

  it('is not a field that is there but says nothing', () => {
    const empty = SIPInboundTrunkInfo.fromJson({ media: {}, ringingTimeout: '0s', krispEnabled: false, headers: {} });
    expect(extraFields(empty, ['media'])).toEqual([]);
    expect(extraFields(undefined, [])).toEqual([]);
  });

  it.each<[string, object]>([
    ['allowedNumbers', { allowedNumbers: ['+15550199'] }],
    ['allowedAddresses', { allowedAddresses: ['192.0.2.1'] }],
    ['headers', { headers: { 'X-Secret': '1' } }],
    ['krispEnabled', { krispEnabled: true }],
    ['ringingTimeout', { ringingTimeout: '5s' }],
    ['maxCallDuration', { maxCallDuration: '5s' }],
    ['media.mediaTimeout', { media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE', mediaTimeout: '5s' } }],
    ['mediaEncryption', { mediaEncryption: 'SIP_MEDIA_ENCRYPT_ALLOW' }],
    ['metadata', { metadata: JSON.stringify({ ...MARK, note: 'mine' }) }],
  ])('is named on an inbound trunk: %s', (name, fields) => {
    const changed = SIPInboundTrunkInfo.fromJson({ ...(INBOUND.toJson() as object), ...fields });
    expect(inboundFromWire(changed).extras).toEqual([name]);
  });

  it.each<[string, object]>([
    ['destinationCountry', { destinationCountry: 'US' }],
    ['fromHost', { fromHost: 'elsewhere.example.com' }],
    ['headersToAttributes', { headersToAttributes: { 'X-A': 'a' } }],
    ['includeHeaders', { includeHeaders: 'SIP_ALL_HEADERS' }],
  ])('is named on an outbound trunk: %s', (name, fields) => {
    const changed = SIPOutboundTrunkInfo.fromJson({ ...(OUTBOUND.toJson() as object), ...fields });
    expect(outboundFromWire(changed).extras).toEqual([name]);
  });

  it.each<[string, object]>([
    ['hidePhoneNumber', { hidePhoneNumber: true }],
    ['inboundNumbers', { inboundNumbers: ['+15550199'] }],
    ['numbers', { numbers: ['+15550199'] }],
    ['roomPreset', { roomPreset: 'x' }],
    ['pin', { rule: { dispatchRuleIndividual: { roomPrefix: 'r', pin: '1234' } } }],
    ['noRandomness', { rule: { dispatchRuleIndividual: { roomPrefix: 'r', noRandomness: true } } }],
    ['media.encryption', { media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' } }],
    ['roomConfig.egress', { roomConfig: roomWith({ egress: { room: { roomName: 'x' } } }) }],
    ['agent.metadata', { roomConfig: { agents: [{ agentName: 'agent', metadata: 'other' }] } }],
  ])('is named on a dispatch rule: %s', (name, fields) => {
    const changed = SIPDispatchRuleInfo.fromJson({ ...(RULE.toJson() as object), ...fields });
    expect(ruleFromWire(changed).extras).toEqual([name]);
  });
});

function roomWith(fields: object): object {
  const agents = [{ agentName: 'agent', metadata: writeMark(MARK) }];
  return RoomConfiguration.fromJson({ agents, ...fields }).toJson() as object;
}
