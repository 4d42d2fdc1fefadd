import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { aCredential } from '../credentials/testing/a-credential.js';
import type { Resource } from '../trunks/ledger.js';
import { renderSipConfig, type SipConfigFacts } from './render-sip-config.js';

const resource = (kind: Resource['kind'], externalId: string): Resource => ({
  kind,
  externalId,
  ownership: 'created',
  detail: {},
});
const FACTS: SipConfigFacts = {
  credential: aCredential({ trunkSid: `TK${'1'.repeat(32)}` }),
  resources: [resource('livekit.outbound-trunk', 'ST_out')],
  mode: 'stored',
  signIn: null,
  livekitUrl: 'wss://lk.example.com',
  sipUri: 'sip:lk.example.com;transport=tcp',
  agentName: 'agent',
  numbers: [],
  agents: [],
  from: null,
  now: new Date('2026-11-21T12:00:00Z'),
};
const INBOUND = [
  resource('livekit.outbound-trunk', 'ST_out'),
  resource('livekit.inbound-trunk', 'ST_in'),
  resource('livekit.dispatch-rule', 'SDR_1'),
];

describe('renderSipConfig', () => {
  it('in mode stored gives the trunk’s id and no secret', () => {
    const config = renderSipConfig(FACTS);
    expect(config.outbound).toMatchObject({ ready: true, sipTrunkId: 'ST_out', blockers: [] });
    expect(JSON.stringify(config)).not.toMatch(/password/i);
  });

  it.each([
    [false, 'SIP_TRANSPORT_TCP', 'SIP_MEDIA_ENCRYPT_DISABLE'],
    [true, 'SIP_TRANSPORT_TLS', 'SIP_MEDIA_ENCRYPT_REQUIRE'],
  ])('in mode inline, secure %s, maps one to one onto LiveKit’s outbound config', (secure, transport, encryption) => {
    const credential = { ...FACTS.credential, settings: { ...FACTS.credential.settings, secure } };
    const signIn = { username: 'tlown', password: new Secret('Password-1') };
    const { outbound } = renderSipConfig({ ...FACTS, credential, mode: 'inline', signIn });
    expect(outbound.trunk).toEqual({
      hostname: credential.domainName,
      transport,
      authUsername: 'tlown',
      authPassword: 'Password-1',
    });
    expect(outbound).not.toHaveProperty('sipTrunkId');
    expect(outbound.mediaEncryption).toBe(encryption);
  });

  it('is not ready for inbound calls without numbers, and says what to do', () => {
    expect(renderSipConfig(FACTS).inbound).toMatchObject({ ready: false, blockers: [{ code: 'numbers.none' }] });
    expect(renderSipConfig({ ...FACTS, resources: INBOUND }).inbound).toMatchObject({
      ready: true,
      blockers: [],
      sipTrunkId: 'ST_in',
      dispatchRuleId: 'SDR_1',
    });
  });

  it('lists the way in to each agent, and keeps the plain fields for the installation’s own', () => {
    const side = (agentId: string, plane: 'trunk' | 'webhook' = 'trunk'): Resource['detail'] => ({
      side: { agentId, plane },
    });
    const resources = [
      ...INBOUND,
      { ...resource('livekit.inbound-trunk', 'ST_a'), detail: side('a') },
      { ...resource('livekit.dispatch-rule', 'SDR_a'), detail: side('a') },
      { ...resource('livekit.inbound-trunk', 'ST_w'), detail: side('a', 'webhook') },
      // An agent that answers nothing any more.
      { ...resource('livekit.inbound-trunk', 'ST_gone'), detail: side('gone') },
    ];
    const numbers = ['+14155550100', '+14155550101'];
    const agents = [{ agentId: 'a', agentName: 'day', numbers: ['+14155550101'] }];
    const { inbound } = renderSipConfig({ ...FACTS, resources, numbers, agents });
    expect(inbound).toMatchObject({ sipTrunkId: 'ST_in', dispatchRuleId: 'SDR_1', agentName: 'agent', numbers });
    expect(inbound.sides).toEqual([
      {
        plane: 'trunk',
        agentId: null,
        agentName: 'agent',
        ready: true,
        sipTrunkId: 'ST_in',
        dispatchRuleId: 'SDR_1',
        numbers: ['+14155550100'],
      },
      {
        plane: 'trunk',
        agentId: 'a',
        agentName: 'day',
        ready: true,
        sipTrunkId: 'ST_a',
        dispatchRuleId: 'SDR_a',
        numbers: ['+14155550101'],
      },
      {
        plane: 'webhook',
        agentId: 'a',
        agentName: 'day',
        ready: false,
        sipTrunkId: 'ST_w',
        dispatchRuleId: null,
        numbers: [],
      },
    ]);
    expect([inbound.ready, inbound.blockers]).toMatchObject([false, [{ code: 'livekit.inbound_missing' }]]);
  });

  it('has one agent’s in the plain fields where it is the only one', () => {
    const detail: Resource['detail'] = { side: { agentId: 'a', plane: 'trunk' } };
    const resources = INBOUND.map((one) => ({ ...one, detail }));
    const agents = [{ agentId: 'a', agentName: 'day', numbers: ['+14155550101'] }];
    expect(renderSipConfig({ ...FACTS, resources, numbers: ['+14155550101'], agents }).inbound).toMatchObject({
      ready: true,
      sipTrunkId: 'ST_in',
      dispatchRuleId: 'SDR_1',
      agentName: 'day',
    });
  });

  it.each([
    [null, [], null],
    [null, ['+14155550100', '+14155550101'], '+14155550100'],
    ['+14155550101', ['+14155550100', '+14155550101'], '+14155550101'],
  ])('with from %s of %j dials from %s', (from, numbers, expected) => {
    expect(renderSipConfig({ ...FACTS, from, numbers }).outbound.fromNumber).toBe(expected);
  });

  it.each([
    ['disable-all', false, 'tel:{e164}'],
    ['enable-all', true, 'tel:{e164}'],
    ['sip-only', true, 'sip:{user}@{host}'],
  ] as const)('says for the transfer mode %s whether and where to transfer', (transferMode, enabled, targetFormat) => {
    const credential = { ...FACTS.credential, settings: { ...FACTS.credential.settings, transferMode } };
    expect(renderSipConfig({ ...FACTS, credential }).transfer).toMatchObject({ enabled, targetFormat });
  });

  it.each([
    ['do-not-record', 'none', false],
    ['record-from-answer', 'twilio', false],
    ['record-from-ringing-dual', 'twilio', true],
  ] as const)('tells who records in mode %s', (mode, provider, dualChannel) => {
    const credential = { ...FACTS.credential, recording: { mode, trim: 'do-not-trim' as const } };
    expect(renderSipConfig({ ...FACTS, credential }).recording).toEqual({ provider, mode, dualChannel });
  });

  it('has an etag that changes with the content and not with the time, and ends after five minutes', () => {
    const first = renderSipConfig(FACTS);
    const later = renderSipConfig({ ...FACTS, now: new Date('2026-11-21T13:00:00Z') });
    const other = renderSipConfig({ ...FACTS, numbers: ['+14155550100'] });
    expect(later.etag).toBe(first.etag);
    expect(other.etag).not.toBe(first.etag);
    expect(first).toMatchObject({ issuedAt: '2026-11-21T12:00:00.000Z', expiresAt: '2026-11-21T12:05:00.000Z' });
  });
});
