import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { oneOfEach } from './one-of-each.js';
import { only, TenantAccount, type LiveKitState } from './tenant-account.js';
import { vendorApi } from './vendor-api.js';

const NUMBER = '+14155550111';

interface PlanBody {
  readonly isEmpty: boolean;
  readonly actions: readonly { readonly key: string }[];
  readonly notices: readonly { readonly code: string }[];
}

/** The ids of our objects as they are now: a repair may have made new ones. */
interface Ids {
  readonly trunkSid: string;
  readonly credentialListSid: string;
  readonly credentialSid: string;
  readonly originationUrlSid: string;
  readonly outboundTrunkId: string;
  readonly inboundTrunkId: string;
  readonly dispatchRuleId: string;
  readonly phoneNumberSid: string;
}

type Edit = (ids: Ids) => readonly [edit: string, more: object];

const trunkField = (fields: object): Edit => {
  return ({ trunkSid }) => ['set-trunk-field', { trunkSid, fields }];
};
const urlField = (fields: object): Edit => {
  return ({ trunkSid, originationUrlSid }) => ['change-origination-url', { trunkSid, originationUrlSid, fields }];
};
const outboundField = (fields: object): Edit => {
  return ({ outboundTrunkId }) => ['livekit-change-outbound-trunk', { trunkId: outboundTrunkId, fields }];
};

const CASES: readonly (readonly [what: string, edit: Edit, key: RegExp])[] = [
  [
    'the trunk’s name',
    ({ trunkSid }) => ['rename-trunk', { trunkSid, friendlyName: 'mine now' }],
    /^twilio\.trunk\.update$/,
  ],
  ['the domain', trunkField({ domainName: 'other-drift.pstn.twilio.com' }), /^twilio\.trunk\.update$/],
  ['secure trunking', trunkField({ secure: true }), /^twilio\.trunk\.update$/],
  ['the transfer mode', trunkField({ transferMode: 'enable-all' }), /^twilio\.trunk\.update$/],
  ['the recovery URL', trunkField({ disasterRecoveryUrl: 'https://example.com/dr' }), /^twilio\.trunk\.update$/],
  [
    'recording',
    ({ trunkSid }) => ['change-recording', { trunkSid, mode: 'record-from-answer' }],
    /^twilio\.recording\.set$/,
  ],
  ['the origination URI', urlField({ sipUrl: 'sip:elsewhere.example.com' }), /^twilio\.origination-url\.update\./],
  ['its priority', urlField({ priority: 7 }), /^twilio\.origination-url\.update\./],
  ['its weight', urlField({ weight: 9 }), /^twilio\.origination-url\.update\./],
  ['its being enabled', urlField({ enabled: false }), /^twilio\.origination-url\.update\./],
  ['its name', urlField({ friendlyName: 'mine now' }), /^twilio\.origination-url\.update\./],
  [
    'its existence',
    ({ trunkSid, originationUrlSid }) => ['delete-origination-url', { trunkSid, originationUrlSid }],
    /^twilio\.origination-url\.create\./,
  ],
  [
    'the list’s name',
    ({ credentialListSid }) => ['rename-credential-list', { credentialListSid, friendlyName: 'x' }],
    /^twilio\.credential-list\.rename$/,
  ],
  [
    'the list on the trunk',
    ({ trunkSid, credentialListSid }) => ['detach-credential-list', { trunkSid, credentialListSid }],
    /^twilio\.credential-list\.attach$/,
  ],
  [
    'the password',
    ({ credentialListSid, credentialSid }) => [
      'change-credential-password',
      { credentialListSid, credentialSid, password: 'Somebody-Else-1' },
    ],
    /^twilio\.credential\.password\./,
  ],
  [
    'the user name',
    ({ credentialListSid, credentialSid }) => ['delete-credential', { credentialListSid, credentialSid }],
    /^twilio\.credential\.create\./,
  ],
  [
    'the list',
    ({ credentialListSid }) => ['delete-credential-list', { credentialListSid }],
    /^twilio\.credential-list\.create$/,
  ],
  [
    'the number on the trunk',
    ({ phoneNumberSid }) => ['detach-number', { phoneNumberSid }],
    /^twilio\.number\.attach\./,
  ],
  ['the trunk', ({ trunkSid }) => ['delete-trunk', { trunkSid }], /^twilio\.trunk\.create$/],
  ['LiveKit’s address', outboundField({ address: 'elsewhere.example.com' }), /^livekit\.outbound-trunk\.update$/],
  ['LiveKit’s transport', outboundField({ transport: 'SIP_TRANSPORT_UDP' }), /^livekit\.outbound-trunk\.update$/],
  ['LiveKit’s password', outboundField({ auth_password: 'Somebody-Else-1' }), /^livekit\.outbound-trunk\.update$/],
  ['LiveKit’s caller numbers', outboundField({ numbers: ['+12125550199'] }), /^livekit\.outbound-trunk\.update$/],
  [
    'LiveKit’s outbound trunk',
    ({ outboundTrunkId }) => ['livekit-delete-outbound-trunk', { trunkId: outboundTrunkId }],
    /^livekit\.outbound-trunk\.create$/,
  ],
  [
    'who may call in',
    ({ inboundTrunkId }) => [
      'livekit-change-inbound-trunk',
      { trunkId: inboundTrunkId, fields: { allowed_numbers: ['+12125550199'] } },
    ],
    /^livekit\.inbound-trunk\.update$/,
  ],
  [
    'a PIN on the rule',
    ({ dispatchRuleId }) => [
      'livekit-change-dispatch-rule',
      { dispatchRuleId, fields: { rule: { dispatch_rule_individual: { room_prefix: 'x', pin: '1234' } } } },
    ],
    /^livekit\.dispatch-rule\.update$/,
  ],
  [
    'the mark of the inbound trunk',
    ({ inboundTrunkId }) => ['livekit-change-inbound-trunk', { trunkId: inboundTrunkId, fields: { metadata: '' } }],
    /^livekit\.inbound-trunk\.update$/,
  ],
  ['headers for Twilio', outboundField({ headers: { 'X-Tap': '1' } }), /^livekit\.outbound-trunk\.update$/],
  [
    'the rule’s trunk',
    ({ dispatchRuleId }) => ['livekit-change-dispatch-rule', { dispatchRuleId, fields: { trunk_ids: [] } }],
    /^livekit\.dispatch-rule\.update$/,
  ],
  [
    'the rule',
    ({ dispatchRuleId }) => ['livekit-delete-dispatch-rule', { dispatchRuleId }],
    /^livekit\.dispatch-rule\.create$/,
  ],
  [
    'the inbound trunk',
    ({ inboundTrunkId }) => ['livekit-delete-inbound-trunk', { trunkId: inboundTrunkId }],
    /^livekit\.inbound-trunk\.create$/,
  ],
];

describe('what somebody changes behind our back', () => {
  let checked: CheckedWorld;
  let one: TenantAccount;
  let foreign: unknown;
  beforeAll(async () => {
    checked = await startCheckedWorld();
    one = await TenantAccount.make(checked.world, 'drift');
    await checked.world.control('POST', `/accounts/${one.account.accountSid}/numbers`, {
      numbers: [NUMBER, { phoneNumber: '+14155550112', voiceUrl: 'https://example.com/voice' }],
    });
    await one.connect();
    await one.finished(await one.post('/trunk/numbers', { phoneNumber: NUMBER }));
    // Twilio's dates have whole seconds: a password changed in the second of our own write looks like our own.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  });
  afterAll(async () => checked.world.stop());

  const ids = async (): Promise<Ids> => {
    const [state, livekit] = await Promise.all([
      one.state(),
      checked.world.control<LiveKitState>('GET', '/state/livekit?dates=0'),
    ]);
    const trunk = only(Object.values(state.trunks));
    const list = only(Object.values(state.credentialLists));
    return {
      trunkSid: trunk.sid,
      credentialListSid: list.sid,
      credentialSid: only(Object.values(list.credentials)).sid,
      originationUrlSid: only(Object.values(trunk.originationUrls)).sid,
      outboundTrunkId: only(Object.values(livekit.outbound_trunks)).sip_trunk_id,
      inboundTrunkId: only(Object.values(livekit.inbound_trunks)).sip_trunk_id,
      dispatchRuleId: only(Object.values(livekit.dispatch_rules)).sip_dispatch_rule_id,
      phoneNumberSid: only(Object.values(state.numbers).filter(({ phoneNumber }) => phoneNumber === NUMBER)).sid,
    };
  };
  const verify = async (): Promise<PlanBody> => (await one.post('/trunk/verify')).body as PlanBody;

  it.each(CASES)('is named and mended: %s', async (_, edit, key) => {
    const [name, more] = edit(await ids());
    await one.edit(name, more);
    const found = await verify();
    expect(found.actions.map((action) => action.key)).toContainEqual(expect.stringMatching(key));
    expect(await one.credential()).toMatchObject({ status: 'degraded' });
    expect(await one.repair()).toBe('succeeded');
    expect(await verify()).toEqual({ isEmpty: true, actions: [], notices: [] });
    expect(await oneOfEach(one)).toEqual({
      trunks: 1,
      lists: 1,
      credentials: 1,
      mappings: 1,
      urls: 1,
      outbound: 1,
      inbound: 1,
      rules: 1,
      samePassword: true,
      status: 'ready',
    });
  });

  it('is named and mended: the method of the recovery URL', async () => {
    const settings = { disasterRecoveryUrl: 'https://example.com/dr' };
    expect(await one.finished(await one.send('PATCH', '/trunk', settings))).toBe('succeeded');
    const { trunkSid } = await ids();
    await one.edit('set-trunk-field', { trunkSid, fields: { disasterRecoveryMethod: 'GET' } });
    expect((await verify()).actions).toMatchObject([
      { key: 'twilio.trunk.update', summary: expect.stringContaining('disasterRecoveryMethod') },
    ]);
    expect(await one.repair()).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ ...settings, disasterRecoveryMethod: 'POST' });
  });

  it('is left alone, and pointed out, where it is somebody else’s addition', async () => {
    const { trunkSid, credentialListSid } = await ids();
    await one.edit('add-origination-url', { trunkSid });
    await one.edit('attach-ip-acl', { trunkSid });
    const twilio = vendorApi(one);
    await twilio(
      `/2010-04-01/Accounts/${one.account.accountSid}/SIP/CredentialLists/${credentialListSid}/Credentials.json`,
      {
        Username: 'desk-phone',
        Password: 'Desk-Phone-2026',
      },
    );
    const { sid } = await twilio(`/2010-04-01/Accounts/${one.account.accountSid}/SIP/CredentialLists.json`, {
      FriendlyName: 'Theirs',
    });
    await twilio(`/v1/Trunks/${trunkSid}/CredentialLists`, { CredentialListSid: sid });
    foreign = await one.state();
    const { actions, notices } = await verify();
    expect(actions).toEqual([]);
    expect(notices.map(({ code }) => code).toSorted()).toEqual([
      'trunk.foreign_credential_lists',
      'trunk.foreign_credentials',
      'trunk.foreign_origination_urls',
      'trunk.ip_access_control',
    ]);
    expect(await one.repair()).toBe('succeeded');
    expect(await one.state()).toEqual(foreign);
  });

  it('does not show another tenant’s numbers when their LiveKit trunk has ours as well', async () => {
    const state = await checked.world.control<LiveKitState>('GET', '/state/livekit?dates=0');
    await one.edit('livekit-delete-inbound-trunk', { trunkId: only(Object.keys(state.inbound_trunks)) });
    await one.edit('livekit-add-inbound-trunk', {
      fields: { name: 'somebody-else', numbers: [NUMBER, '+12125550177'] },
    });
    const { notices } = (await one.get('/trunk/plan')).body as { notices: { code: string; sentence: string }[] };
    const told = notices.filter(({ code }) => code === 'livekit.foreign_inbound_trunk');
    expect(told).toHaveLength(1);
    expect(told[0]?.sentence).toContain(NUMBER);
    expect(JSON.stringify(told)).not.toMatch(/5550177|somebody-else|ST_/);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
