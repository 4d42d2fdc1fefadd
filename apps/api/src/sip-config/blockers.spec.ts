import { describe, expect, it } from '@jest/globals';
import { aCredential } from '../credentials/testing/a-credential.js';
import type { Credential } from '../credentials/credential.js';
import type { Resource } from '../trunks/ledger.js';
import { outboundBlockers, usableUsername } from './blockers.js';

const resource = (kind: Resource['kind'], detail: Resource['detail'] = {}): Resource => ({
  kind,
  externalId: kind,
  ownership: 'created',
  detail,
});
const written = (username: string): Resource => resource('twilio.credential', { username, dateUpdated: 'today' });

const READY = aCredential({ status: 'ready', readyAt: new Date(0) });
const BUILT = [
  resource('twilio.trunk'),
  resource('twilio.credential-list-mapping'),
  written(READY.sipUsername),
  resource('livekit.outbound-trunk'),
];
const without = (kind: Resource['kind']): Resource[] => BUILT.filter((one) => one.kind !== kind);
const drifted = (key: string, summary = ''): Partial<Credential> => ({ drift: [{ key, effect: 'change', summary }] });
const codes = (fields: Partial<Credential>, resources = BUILT, mode: 'stored' | 'inline' = 'stored'): string[] =>
  outboundBlockers({ ...READY, ...fields }, resources, mode).map(({ code }) => code);

describe('outboundBlockers', () => {
  it('are none for a ready trunk, in both modes', () => {
    expect([codes({}), codes({}, BUILT, 'inline')]).toEqual([[], []]);
  });

  it.each([
    ['not applied yet', { status: 'pending' as const }, [], ['trunk.not_built']],
    ['being disconnected', { status: 'disconnecting' as const }, BUILT, ['credential.disconnecting']],
    ['suspended', { problem: { code: 'twilio.account_suspended', at: '' } }, BUILT, ['twilio.account_suspended']],
    ['without a trunk', {}, without('twilio.trunk'), ['trunk.missing']],
    ['without its user name', {}, without('twilio.credential'), ['trunk.credentials_missing']],
    ['that has never been ready', { readyAt: null }, BUILT, ['trunk.credentials_missing']],
    ['without LiveKit’s trunk', {}, without('livekit.outbound-trunk'), ['livekit.outbound_trunk_missing']],
    [
      'with nothing',
      { readyAt: null },
      [],
      ['trunk.missing', 'trunk.credentials_missing', 'livekit.outbound_trunk_missing'],
    ],
  ])('of a credential %s', (_, fields, resources, expected) => {
    expect(codes(fields, resources)).toEqual(expected);
  });

  it.each([
    ['twilio.trunk.create', '', 'trunk.missing'],
    ['twilio.credential-list.create', '', 'trunk.credentials_missing'],
    ['twilio.credential-list.attach', '', 'trunk.credentials_missing'],
    ['twilio.credential.create.tlown', '', 'trunk.credentials_missing'],
    ['twilio.credential.password.tlown', '', 'trunk.credentials_changed'],
    ['twilio.trunk.update', 'Set domainName, transferMode of the trunk TK1.', 'trunk.settings_changed'],
    ['twilio.trunk.update', 'Set secure of the trunk TK1.', 'trunk.settings_changed'],
    ['livekit.outbound-trunk.create', '', 'livekit.outbound_trunk_missing'],
    [
      'livekit.outbound-trunk.update',
      'Set authPassword of the LiveKit outbound trunk.',
      'livekit.outbound_trunk_changed',
    ],
  ])('name the drift %s “%s” as %s', (key, summary, code) => {
    expect(codes(drifted(key, summary))).toEqual([code]);
  });

  it.each([
    ['twilio.trunk.update', 'Set friendlyName of the trunk TK1.'],
    ['twilio.trunk.update', 'Set transferMode, disasterRecoveryUrl of the trunk TK1.'],
    ['livekit.outbound-trunk.update', 'Set name of the LiveKit outbound trunk.'],
    ['twilio.recording.set', ''],
    ['twilio.origination-url.update.OU1', ''],
    ['twilio.credential.delete.CR1', ''],
    ['livekit.inbound-trunk.update', ''],
  ])('let agents go on when %s “%s” has drifted, because they can still dial', (key, summary) => {
    expect(codes(drifted(key, summary))).toEqual([]);
  });

  it('of LiveKit’s stored trunk are none for an agent that brings its own', () => {
    expect(codes(drifted('livekit.outbound-trunk.create'), without('livekit.outbound-trunk'), 'inline')).toEqual([]);
  });

  it('say each thing once, with a request that mends it', () => {
    const found = outboundBlockers({ ...READY, ...drifted('twilio.trunk.create') }, without('twilio.trunk'), 'stored');
    expect(found.map(({ code }) => code)).toEqual(['trunk.missing']);
    expect(found[0]?.fix).toBe(`POST /api/v1/twilio-credentials/${READY.credentialId}/trunk/repair`);
  });
});

describe('usableUsername', () => {
  const names = { sipUsername: 'new', previousSipUsername: 'old' };
  const unconfirmed = resource('twilio.credential', { username: 'new' });
  it.each([
    ['the current one once Twilio has confirmed it', [written('new'), written('old')], 'current'],
    ['the previous one until then', [unconfirmed, written('old')], 'previous'],
    ['neither when neither is there', [unconfirmed], null],
  ])('is %s', (_, resources, which) => {
    expect(usableUsername(names, resources)).toBe(which);
  });
});
