import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import {
  desiredSip,
  desiredTrunk,
  isNamed,
  originationUri,
  validUsernames,
  type NamedCredential,
} from './desired-state.js';
import { NO_NUMBERS } from './number-wishes.js';
import { aCredential } from '../credentials/testing/a-credential.js';

const FACTS = {
  installationId: '0badcafe',
  livekitSip: { host: 'lk.example.com', port: null, transport: 'tcp' },
  agentName: 'agent',
  webhookBase: null,
} as const;
const NOW = new Date('2026-11-21T12:00:00Z');
const NUMBERS = [{ numberSid: `PN${'1'.repeat(32)}`, phoneNumber: '+14155550100' }];
const PASSWORD = new Secret('Password-1-Password');

const secured = (secure: boolean): NamedCredential => aCredential({ settings: { ...aCredential().settings, secure } });

describe('the secure switch', () => {
  it.each([
    [false, 'sip:lk.example.com;transport=tcp', 'tcp', 'disable'],
    [true, 'sip:lk.example.com;transport=tls', 'tls', 'require'],
  ])('%s sets both sides alike', (secure, sipUrl, transport, mediaEncryption) => {
    const trunk = desiredTrunk(secured(secure), FACTS, { ...NO_NUMBERS, trunk: NUMBERS }, 'present', NOW, null);
    const sip = desiredSip(secured(secure), PASSWORD, FACTS, NUMBERS, []);
    expect(trunk.settings.secure).toBe(secure);
    expect(trunk.originationUrls.map((url) => url.sipUrl)).toEqual([sipUrl]);
    expect(sip.outboundTrunk).toMatchObject({ transport, mediaEncryption });
    expect(sip.inbound).toMatchObject([{ trunk: { mediaEncryption } }]);
  });
});

describe('the disaster-recovery URL', () => {
  const HOOK = 'https://tl.example/webhooks/twilio/ingress/disaster-recovery';
  it.each<[what: string, base: string | null, ingressId: string | null, own: string | null, expected: string | null]>([
    ['is our hook where the tenant names none', 'https://tl.example', 'ingress', null, HOOK],
    [
      'is the tenant’s where they name one',
      'https://tl.example',
      'ingress',
      'https://own.example',
      'https://own.example',
    ],
    ['is none where our hook is not public', 'http://127.0.0.1:3000', 'ingress', null, null],
    ['is none where nobody can reach us', null, 'ingress', null, null],
    ['is none where the account has no hooks', 'https://tl.example', null, null, null],
  ])('%s', (_, webhookBase, ingressId, disasterRecoveryUrl, expected) => {
    const credential = aCredential({ settings: { ...aCredential().settings, disasterRecoveryUrl } });
    const trunk = desiredTrunk(credential, { ...FACTS, webhookBase }, NO_NUMBERS, 'present', NOW, ingressId);
    expect(trunk.settings.disasterRecoveryUrl).toBe(expected);
  });
});

describe('originationUri', () => {
  it.each([
    [{ host: 'a.example', port: null, transport: 'tcp' }, false, 'sip:a.example;transport=tcp'],
    [{ host: 'a.example', port: 5060, transport: 'tcp' }, false, 'sip:a.example:5060;transport=tcp'],
    // The port of another transport is not TLS’s.
    [{ host: 'a.example', port: 5060, transport: 'tcp' }, true, 'sip:a.example;transport=tls'],
    [{ host: 'a.example', port: 5061, transport: 'tls' }, true, 'sip:a.example:5061;transport=tls'],
    [{ host: 'a.example', port: 5061, transport: 'tls' }, false, 'sip:a.example:5061;transport=tls'],
    [{ host: '[2001:db8::1]', port: 5060, transport: 'tcp' }, false, 'sip:[2001:db8::1]:5060;transport=tcp'],
  ] as const)('of %j, secure %s, is %s', (address, secure, uri) => {
    expect(originationUri(address, secure)).toBe(uri);
  });
});

describe('the LiveKit side', () => {
  it('has no inbound trunk and no rule without numbers, because such ones answer for every tenant', () => {
    const sip = desiredSip(aCredential(), PASSWORD, FACTS, [], []);
    expect(sip.inbound).toEqual([]);
    expect(sip.outboundTrunk.numbers).toEqual(['*']);
  });

  it('has the numbers on both trunks and a rule in the tenant’s name', () => {
    const sip = desiredSip(aCredential(), PASSWORD, FACTS, NUMBERS, []);
    const [inbound] = sip.inbound;
    expect([inbound?.trunk.numbers, sip.outboundTrunk.numbers]).toEqual([['+14155550100'], ['+14155550100']]);
    const { tenantId, credentialId } = aCredential();
    expect(inbound?.rule).toMatchObject({ agentName: 'agent', attributes: { tenantId, credentialId } });
    expect(sip.mark).toEqual({ managedBy: 'trunkline', installation: '0badcafe', tenantId, credentialId });
  });
});

describe('validUsernames', () => {
  const later = new Date(NOW.getTime() + 1);
  it.each([
    ['without a rotation', null, null, ['tlown-2']],
    ['during the overlap', 'tlown', later, ['tlown-2', 'tlown']],
    ['at the end of the overlap', 'tlown', NOW, ['tlown-2']],
    ['without an end of the overlap', 'tlown', null, ['tlown-2']],
  ])('%s', (_, previousSipUsername, previousSipRetireAt, valid) => {
    const credential = aCredential({ sipUsername: 'tlown-2', previousSipUsername, previousSipRetireAt });
    expect(validUsernames(credential, NOW)).toEqual(valid);
  });
});

describe('isNamed', () => {
  it.each(['resourceName', 'domainName', 'sipUsername'] as const)('is false without %s', (field) => {
    expect(isNamed({ ...aCredential(), [field]: null })).toBe(false);
    expect(isNamed(aCredential())).toBe(true);
  });
});
