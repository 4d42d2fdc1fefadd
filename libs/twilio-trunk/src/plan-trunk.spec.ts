import { describe, expect, it } from '@jest/globals';
import { planTrunk } from './plan-trunk.js';
import { EMPTY_TRUNK_LEDGER, type TrunkLedger } from './trunk-ledger.js';
import type {
  DesiredTrunk,
  ObservedCredentialList,
  ObservedNumber,
  ObservedOriginationUrl,
  ObservedTrunk,
  ObservedTwilio,
} from './trunk-types.js';

const SETTINGS = { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null } as const;
const OFF = { mode: 'do-not-record', trim: 'do-not-trim' } as const;
const DESIRED: DesiredTrunk = {
  presence: 'present',
  friendlyName: 'ours',
  domainName: 'tl-own.pstn.twilio.com',
  credentialListName: 'ours',
  sipUsernames: ['tlown'],
  ownUsernamePrefix: 'tlown',
  settings: SETTINGS,
  recording: OFF,
  originationUrls: [{ friendlyName: 'ours:1', sipUrl: 'sip:lk;transport=tcp', priority: 1, weight: 1 }],
  numbers: [],
  webhookNumbers: [],
  webhookBinding: null,
  hookMark: null,
  renames: [],
  releases: [],
};
const url = (fields: Partial<ObservedOriginationUrl> = {}): ObservedOriginationUrl => ({
  originationUrlSid: 'OU1',
  friendlyName: 'ours:1',
  sipUrl: 'sip:lk;transport=tcp',
  priority: 1,
  weight: 1,
  enabled: true,
  ...fields,
});
const trunk = (fields: Partial<ObservedTrunk> = {}): ObservedTrunk => ({
  trunkSid: 'TK1',
  friendlyName: 'ours',
  domainName: 'tl-own.pstn.twilio.com',
  settings: SETTINGS,
  disasterRecoveryMethod: null,
  recording: OFF,
  credentialListSids: ['CL1'],
  ipAccessControlListSids: [],
  originationUrls: [url()],
  numbers: [],
  ...fields,
});
const list = (fields: Partial<ObservedCredentialList> = {}): ObservedCredentialList => ({
  credentialListSid: 'CL1',
  friendlyName: 'ours',
  credentials: [{ credentialSid: 'CR1', username: 'tlown', dateUpdated: 'then' }],
  ...fields,
});
const number = (fields: Partial<ObservedNumber> = {}): ObservedNumber => ({
  numberSid: 'PN1',
  phoneNumber: '+14155550100',
  friendlyName: 'Reception',
  trunkSid: null,
  voiceApplicationSid: null,
  voiceUrl: null,
  voiceMethod: 'POST',
  voiceFallbackUrl: null,
  voiceFallbackMethod: 'POST',
  statusCallback: null,
  statusCallbackMethod: 'POST',
  ...fields,
});
const seen = (fields: Partial<ObservedTwilio> = {}): ObservedTwilio => ({
  trunks: [trunk()],
  credentialLists: [list()],
  numbers: [],
  ...fields,
});
const LEDGER: TrunkLedger = {
  trunk: { sid: 'TK1', ownership: 'created', before: null },
  credentialList: { sid: 'CL1', ownership: 'created' },
  credentials: [{ sid: 'CR1', ownership: 'created', username: 'tlown', dateUpdated: 'then' }],
  attachedCredentialList: true,
  originationUrls: [{ sid: 'OU1', ownership: 'created' }],
  numbers: [],
};
const ADOPTED: TrunkLedger = {
  ...LEDGER,
  trunk: {
    sid: 'TK1',
    ownership: 'adopted',
    before: { settings: { ...SETTINGS, secure: true }, recording: OFF, domainName: null },
  },
};
const keys = (observed: ObservedTwilio, ledger = LEDGER, desired: Partial<DesiredTrunk> = {}): string[] =>
  planTrunk({ ...DESIRED, ...desired }, observed, ledger).actions.map(({ key }) => key);
const ABSENT = { presence: 'absent' } as const;

describe('planTrunk, present', () => {
  it('has nothing to do when everything is as desired and recorded', () => {
    expect(planTrunk(DESIRED, seen(), LEDGER)).toEqual({ actions: [], notices: [] });
  });

  it('creates everything from nothing, parents first', () => {
    const { actions } = planTrunk(DESIRED, { trunks: [], credentialLists: [], numbers: [] }, EMPTY_TRUNK_LEDGER);
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['twilio.trunk.create', []],
      ['twilio.credential-list.create', []],
      ['twilio.credential.create.tlown', ['twilio.credential-list.create']],
      ['twilio.credential-list.attach', ['twilio.trunk.create', 'twilio.credential-list.create']],
      ['twilio.origination-url.create.ours:1', ['twilio.trunk.create']],
    ]);
  });

  it('takes up by name what an interrupted attempt made, instead of making it twice', () => {
    expect(keys(seen(), EMPTY_TRUNK_LEDGER)).toEqual([
      'twilio.trunk.record',
      'twilio.credential-list.record',
      // Its password was never confirmed, so it is written again.
      'twilio.credential.password.tlown',
      'twilio.origination-url.record.OU1',
    ]);
  });

  it.each<[string, Partial<ObservedTrunk>, string]>([
    ['friendlyName', { friendlyName: 'renamed' }, 'twilio.trunk.update'],
    ['domainName', { domainName: 'other.pstn.twilio.com' }, 'twilio.trunk.update'],
    ['domainName', { domainName: null }, 'twilio.trunk.update'],
    ['secure', { settings: { ...SETTINGS, secure: true } }, 'twilio.trunk.update'],
    ['transferMode', { settings: { ...SETTINGS, transferMode: 'enable-all' } }, 'twilio.trunk.update'],
    ['disasterRecoveryUrl', { settings: { ...SETTINGS, disasterRecoveryUrl: 'x' } }, 'twilio.trunk.update'],
  ])('notices and names a changed %s', (field, fields, key) => {
    const { actions } = planTrunk(DESIRED, seen({ trunks: [trunk(fields)] }), LEDGER);
    expect(actions.map((action) => [action.key, action.summary.includes(field)])).toEqual([[key, true]]);
  });

  it('notices another method only where there is a URL to ask', () => {
    const settings = { ...SETTINGS, disasterRecoveryUrl: 'https://x' };
    const found = seen({ trunks: [trunk({ settings, disasterRecoveryMethod: 'GET' })] });
    const [action] = planTrunk({ ...DESIRED, settings }, found, LEDGER).actions;
    expect(action).toMatchObject({ key: 'twilio.trunk.update', settings: {}, disasterRecoveryMethod: 'POST' });
    expect(action?.summary).toContain('disasterRecoveryMethod');
    expect(keys(seen({ trunks: [trunk({ disasterRecoveryMethod: 'GET' })] }))).toEqual([]);
  });

  it('takes a domain in other letters for the same', () => {
    expect(keys(seen({ trunks: [trunk({ domainName: 'TL-Own.pstn.twilio.com' })] }))).toEqual([]);
    expect(keys(seen({ trunks: [trunk({ domainName: 'TL-Own.pstn.twilio.com' })] }), EMPTY_TRUNK_LEDGER)).toContain(
      'twilio.trunk.record',
    );
  });

  it.each<[string, Partial<ObservedOriginationUrl>]>([
    ['sipUrl', { sipUrl: 'sip:elsewhere' }],
    ['priority', { priority: 2 }],
    ['weight', { weight: 2 }],
    ['enabled', { enabled: false }],
    ['friendlyName', { friendlyName: 'renamed' }],
  ])('names and puts back the %s of an origination URL', (field, fields) => {
    const { actions } = planTrunk(DESIRED, seen({ trunks: [trunk({ originationUrls: [url(fields)] })] }), LEDGER);
    expect(actions.map(({ key, summary }) => [key, summary.includes(field)])).toEqual([
      ['twilio.origination-url.update.OU1', true],
    ]);
  });

  it('uses an entry of the tenant’s that sends calls the same way, however it is spelt', () => {
    const theirs = url({ originationUrlSid: 'OU9', friendlyName: 'theirs', sipUrl: 'sip:LK:5060;transport=TCP' });
    expect(keys(seen({ trunks: [trunk({ originationUrls: [theirs] })] }))).toEqual([
      'twilio.origination-url.adopt.OU9',
    ]);
  });

  it('keeps one of two equal origination URLs and leaves a foreign one', () => {
    const urls = [
      url(),
      url({ originationUrlSid: 'OU2' }),
      url({ originationUrlSid: 'OU3', friendlyName: 'theirs', sipUrl: 'sip:pbx' }),
    ];
    const plan = planTrunk(DESIRED, seen({ trunks: [trunk({ originationUrls: urls })] }), LEDGER);
    expect(plan.actions.map(({ key }) => key)).toEqual(['twilio.origination-url.delete.OU2']);
    expect(plan.notices.map(({ code }) => code)).toEqual(['trunk.foreign_origination_urls']);
  });

  it.each<[string, ObservedCredentialList['credentials'], string[]]>([
    ['gone', [], ['twilio.credential.create.tlown']],
    [
      'changed',
      [{ credentialSid: 'CR1', username: 'tlown', dateUpdated: 'later' }],
      ['twilio.credential.password.tlown'],
    ],
    [
      'made anew',
      [{ credentialSid: 'CR9', username: 'tlown', dateUpdated: 'then' }],
      ['twilio.credential.password.tlown'],
    ],
  ])('mends a user name that is %s', (_, credentials, expected) => {
    expect(keys(seen({ credentialLists: [list({ credentials })] }))).toEqual(expected);
  });

  it.each([
    ['keeps our old user name while the new one is not written', 'before', ['twilio.credential.password.tlown-2']],
    ['retires it in a later look', 'then', ['twilio.credential.delete.CR1']],
  ])('%s, and leaves a foreign one', (_, writtenAt, expected) => {
    const credentials = ['tlown', 'tlown-2', 'desk-phone'].map((username, index) => ({
      credentialSid: `CR${index + 1}`,
      username,
      dateUpdated: 'then',
    }));
    const ledger: TrunkLedger = {
      ...LEDGER,
      credentials: [
        ...LEDGER.credentials,
        { sid: 'CR2', ownership: 'created', username: 'tlown-2', dateUpdated: writtenAt },
      ],
    };
    const plan = planTrunk(
      { ...DESIRED, sipUsernames: ['tlown-2'] },
      seen({ credentialLists: [list({ credentials })] }),
      ledger,
    );
    expect(plan.actions.map(({ key }) => key)).toEqual(expected);
    expect(plan.notices.map(({ code }) => code)).toEqual(['trunk.foreign_credentials']);
  });

  it('retires an adopted user name once a rotation has replaced it', () => {
    const credentials = [
      { credentialSid: 'CR1', username: 'theirs', dateUpdated: 'then' },
      { credentialSid: 'CR2', username: 'tlown', dateUpdated: 'then' },
    ];
    const ledger: TrunkLedger = {
      ...LEDGER,
      credentials: [
        { sid: 'CR1', ownership: 'adopted', username: 'theirs', dateUpdated: 'then' },
        { sid: 'CR2', ownership: 'created', username: 'tlown', dateUpdated: 'then' },
      ],
    };
    const found = seen({ credentialLists: [list({ credentials })] });
    expect(keys(found, ledger, { sipUsernames: ['tlown', 'theirs'] })).toEqual([]);
    expect(keys(found, ledger)).toEqual(['twilio.credential.delete.CR1']);
  });

  it('points out what lets others dial, or keeps LiveKit out, and changes none of it', () => {
    const plan = planTrunk(
      DESIRED,
      seen({ trunks: [trunk({ ipAccessControlListSids: ['AL1'], credentialListSids: ['CL1', 'CL9'] })] }),
      LEDGER,
    );
    expect(plan.actions).toEqual([]);
    expect(plan.notices.map(({ code }) => code)).toEqual(['trunk.ip_access_control', 'trunk.foreign_credential_lists']);
  });

  it('points out that an adopted trunk answers for another domain than LiveKit dials', () => {
    const plan = planTrunk(DESIRED, seen({ trunks: [trunk({ domainName: 'theirs.pstn.twilio.com' })] }), ADOPTED);
    expect(plan.actions).toEqual([]);
    expect(plan.notices.map(({ code }) => code)).toEqual(['trunk.domain_differs']);
  });

  it('removes a duplicate of ours, and its list only once no trunk has it', () => {
    const { actions } = planTrunk(
      DESIRED,
      seen({
        trunks: [trunk({ credentialListSids: ['CL1', 'CL2'] }), trunk({ trunkSid: 'TK2', domainName: null })],
        credentialLists: [list({ friendlyName: 'renamed' }), list({ credentialListSid: 'CL2', credentials: [] })],
      }),
      LEDGER,
    );
    const removal = actions.find(({ key }) => key === 'twilio.credential-list.delete.CL2');
    expect(removal?.dependsOn).toEqual(['twilio.trunk.delete.TK2', 'twilio.credential-list.detach.CL2']);
  });

  it.each<[string, ObservedTwilio['trunks'], string]>([
    ['with our domain', [trunk({ friendlyName: 'theirs' })], 'twilio.trunk.adopt'],
    ['found by its SID alone', [trunk({ friendlyName: 'theirs', domainName: null })], 'twilio.trunk.adopt'],
    ['with our name', [trunk()], 'twilio.trunk.record'],
  ])('takes a trunk %s instead of creating one', (_, trunks, key) => {
    expect(keys(seen({ trunks }), EMPTY_TRUNK_LEDGER)).toContain(key);
  });
});

describe('planTrunk, absent', () => {
  it('deletes what we made, the list after the trunk', () => {
    const { actions } = planTrunk({ ...DESIRED, ...ABSENT }, seen(), LEDGER);
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['twilio.trunk.delete.TK1', []],
      ['twilio.credential-list.delete.CL1', ['twilio.trunk.delete.TK1']],
    ]);
  });

  it('gives an adopted trunk its settings and its lack of a domain back, and takes our list off it', () => {
    const { actions } = planTrunk({ ...DESIRED, ...ABSENT }, seen(), ADOPTED);
    expect(actions).toMatchObject([
      { key: 'twilio.trunk.restore', settings: { secure: true }, domainName: '' },
      { key: 'twilio.origination-url.delete.OU1' },
      { key: 'twilio.credential-list.detach.CL1' },
      { key: 'twilio.credential-list.delete.CL1', dependsOn: ['twilio.credential-list.detach.CL1'] },
    ]);
  });

  it('gives an adopted trunk its recovery method back with its URL, or alone', () => {
    const settings = { ...SETTINGS, disasterRecoveryUrl: 'https://theirs' };
    const before = { settings, disasterRecoveryMethod: 'GET', recording: OFF, domainName: 'x' } as const;
    const ledger: TrunkLedger = { ...ADOPTED, trunk: { sid: 'TK1', ownership: 'adopted', before } };
    const restored = (now: Partial<ObservedTrunk>): unknown =>
      planTrunk({ ...DESIRED, ...ABSENT }, seen({ trunks: [trunk(now)] }), ledger).actions[0];
    expect(restored({ disasterRecoveryMethod: 'GET' })).toMatchObject({
      settings: { disasterRecoveryUrl: 'https://theirs' },
      disasterRecoveryMethod: 'GET',
    });
    expect(restored({ settings, disasterRecoveryMethod: 'POST' })).toMatchObject({
      settings: {},
      disasterRecoveryMethod: 'GET',
    });
  });

  it('takes our list off an adopted trunk also when its attachment was never recorded', () => {
    expect(keys(seen(), { ...ADOPTED, attachedCredentialList: false }, ABSENT)).toContain(
      'twilio.credential-list.detach.CL1',
    );
  });

  it('leaves an adopted list and its attachment where they were', () => {
    const ledger: TrunkLedger = {
      ...ADOPTED,
      credentialList: { sid: 'CL1', ownership: 'adopted' },
      credentials: [{ sid: 'CR1', ownership: 'adopted', username: 'theirs', dateUpdated: 'then' }],
      attachedCredentialList: false,
    };
    const credentials = [
      { credentialSid: 'CR1', username: 'theirs', dateUpdated: 'then' },
      { credentialSid: 'CR2', username: 'tlown', dateUpdated: 'then' },
    ];
    const found = keys(seen({ credentialLists: [list({ friendlyName: 'theirs', credentials })] }), ledger, ABSENT);
    expect(found).toEqual([
      'twilio.trunk.restore',
      'twilio.origination-url.delete.OU1',
      'twilio.credential.delete.CR2',
    ]);
  });

  it('touches no trunk that is neither ours nor adopted', () => {
    const found = keys(
      seen({ trunks: [trunk({ friendlyName: 'theirs' })], credentialLists: [] }),
      EMPTY_TRUNK_LEDGER,
      ABSENT,
    );
    expect(found).toEqual([]);
  });
});

describe('planTrunk, numbers on the webhook plane', () => {
  const hook = (path: string): string => `https://tl.example/webhooks/twilio/i/${path}`;
  const binding = {
    voiceUrl: hook('voice#rc=1'),
    voiceMethod: 'POST',
    voiceFallbackUrl: hook('voice?fallback=1#rc=1'),
    voiceFallbackMethod: 'POST',
    statusCallback: hook('status#rc=3'),
    statusCallbackMethod: 'POST',
  } as const;
  const wanted = {
    webhookNumbers: [{ numberSid: 'PN1', phoneNumber: '+14155550100' }],
    webhookBinding: binding,
    hookMark: '/webhooks/twilio/i/',
  };
  const planned = (now: ObservedNumber, desired: Partial<DesiredTrunk> = wanted, ledger = LEDGER): string[] =>
    planTrunk({ ...DESIRED, ...desired }, seen({ numbers: [now] }), ledger).actions.map(({ key }) => key);

  it.each<[string, ObservedNumber, string[]]>([
    ['bound to nothing', number(), ['bind']],
    ['bound as wanted', number(binding), []],
    ['on our trunk', number({ trunkSid: 'TK1' }), ['detach', 'bind']],
    ['bound to an App by hand', number({ ...binding, voiceApplicationSid: 'AP9' }), ['bind']],
    [
      'bound under a former address of ours',
      number({ ...binding, voiceUrl: 'https://old/webhooks/twilio/i/voice' }),
      ['bind'],
    ],
    ['on a trunk of somebody else', number({ ...binding, trunkSid: 'TK9' }), []],
  ])('that are %s', (_, now, expected) => {
    expect(planned(now)).toEqual(expected.map((what) => `twilio.number.${what}.PN1`));
  });

  it('say what is not used meanwhile, without what stands behind the host', () => {
    const now = number({ voiceUrl: 'https://x.example/v?key=secret', statusCallback: 'https://y.example/s' });
    const [action] = planTrunk({ ...DESIRED, ...wanted }, seen({ numbers: [now] }), LEDGER).actions;
    expect(action?.loses).toMatch(/https:\/\/x\.example\/….*status callback https:\/\/y\.example\/…/);
    expect(action?.loses).not.toContain('secret');
  });

  it('are left alone while Twilio cannot reach us', () => {
    const desired = { ...wanted, webhookBinding: null };
    expect(planned(number(binding), desired)).toEqual([]);
    const { notices } = planTrunk({ ...DESIRED, ...desired }, seen({ numbers: [number()] }), LEDGER);
    expect(notices).toMatchObject([{ code: 'number.webhook_not_public' }]);
  });

  it.each<[string, Partial<ObservedNumber>, string[]]>([
    ['in one step', { voiceUrl: 'https://a', statusCallback: 'https://s' }, ['restore.PN1']],
    [
      'in two, a fallback URL without a voice URL',
      { voiceFallbackUrl: 'https://f' },
      ['restore.PN1.fallback', 'restore.PN1'],
    ],
  ])('give back what was there before, %s', (_, former, expected) => {
    const ledger = { ...LEDGER, numbers: [{ numberSid: 'PN1', before: number(former) }] };
    const keys = planned(number(binding), { hookMark: wanted.hookMark }, ledger);
    expect(keys).toEqual(expected.map((what) => `twilio.number.${what}`));
  });

  it('go back to the adopted trunk that they were on', () => {
    const ledger = { ...ADOPTED, numbers: [{ numberSid: 'PN1', before: number({ trunkSid: 'TK1' }) }] };
    expect(planned(number(binding), { hookMark: wanted.hookMark }, ledger)).toEqual(
      expect.arrayContaining(['twilio.number.restore.PN1', 'twilio.number.return.PN1']),
    );
  });
});

describe('planTrunk, numbers', () => {
  const wanted = { numbers: [{ numberSid: 'PN1', phoneNumber: '+14155550100' }] };
  const recorded = (before: ObservedNumber): TrunkLedger => ({ ...LEDGER, numbers: [{ numberSid: 'PN1', before }] });

  it('are put on the trunk, and what that costs is said', () => {
    const numbers = [number({ voiceUrl: 'https://x', voiceApplicationSid: 'AP1' })];
    const [action] = planTrunk({ ...DESIRED, ...wanted }, seen({ numbers }), LEDGER).actions;
    expect(action).toMatchObject({ key: 'twilio.number.attach.PN1', loses: expect.stringMatching(/AP1.*voice URL/) });
  });

  it.each<[string, ObservedNumber[], string]>([
    ['on another trunk', [number({ trunkSid: 'TK9' })], 'number.on_other_trunk'],
    ['no longer in the account', [], 'number.not_in_account'],
  ])('are left alone when they are %s', (_, numbers, code) => {
    const plan = planTrunk({ ...DESIRED, ...wanted }, seen({ numbers }), LEDGER);
    expect([plan.actions, plan.notices.map((notice) => notice.code)]).toEqual([[], [code]]);
  });

  it.each<[string, ObservedNumber, string[]]>([
    ['on our trunk', number({ trunkSid: 'TK1' }), ['twilio.number.detach.PN1', 'twilio.number.restore.PN1']],
    ['taken off by hand', number(), ['twilio.number.restore.PN1']],
    ['given a new URL since', number({ trunkSid: 'TK1', voiceUrl: 'https://new' }), ['twilio.number.detach.PN1']],
    ['given a new method since', number({ voiceUrl: 'https://x', voiceMethod: 'GET' }), []],
    ['given an App since', number({ voiceUrl: 'https://x', voiceApplicationSid: 'AP9' }), []],
    ['given back already', number({ voiceUrl: 'https://x' }), []],
    ['on another trunk since', number({ trunkSid: 'TK9' }), []],
  ])('no longer wanted and %s are given back as they were', (_, now, expected) => {
    const before = number({ voiceUrl: 'https://x' });
    expect(keys(seen({ numbers: [now] }), recorded(before))).toEqual(expected);
  });

  it('keep the URL that was set since, and get back what Twilio dropped', () => {
    const before = number({ voiceApplicationSid: 'AP1', voiceFallbackUrl: null });
    const now = number({ voiceFallbackUrl: 'https://new' });
    expect(planTrunk(DESIRED, seen({ numbers: [now] }), recorded(before)).actions).toMatchObject([
      { number: { voiceApplicationSid: 'AP1', voiceFallbackUrl: 'https://new' }, fields: ['voiceApplicationSid'] },
    ]);
    const answered = number({ voiceUrl: 'https://new' });
    expect(keys(seen({ numbers: [answered] }), recorded(before))).toEqual([]);
  });

  it('are pointed out when somebody put them on our trunk by hand', () => {
    const numbers = [{ numberSid: 'PN7', phoneNumber: '+14155550107' }];
    const { actions, notices } = planTrunk(DESIRED, seen({ trunks: [trunk({ numbers })] }), LEDGER);
    expect([actions, notices.map(({ code }) => code)]).toEqual([[], ['trunk.foreign_numbers']]);
    expect(notices[0]?.sentence).toContain('+14155550107');
    expect(planTrunk(DESIRED, seen({ trunks: [trunk({ numbers })] }), ADOPTED).notices).toEqual([]);
  });
});
