import { describe, expect, it } from '@jest/globals';
import type { NumberBefore, ObservedNumber, TrunkAction } from '@app/twilio-trunk';
import { applyLedgerChange, ledgerAfter, ledgerBefore, sipLedger, trunkLedger, type Resource } from './ledger.js';

const MARK = '/webhooks/twilio/ingress/';
const CONTEXT = { ownUsernamePrefix: 'tlown' };
const NOTHING_SEEN = { trunks: [], credentialLists: [], numbers: [] };
const base = { key: 'k', system: 'twilio', effect: 'create', dependsOn: [], summary: '' } as const;
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

describe('what is recorded after an action', () => {
  it.each<[TrunkAction, { sid: string | null; dateUpdated?: string }, Partial<Resource>]>([
    [
      { ...base, type: 'record-trunk', trunkSid: 'TK1' },
      { sid: 'TK1' },
      { kind: 'twilio.trunk', ownership: 'created' },
    ],
    [
      { ...base, type: 'adopt-credential-list', credentialListSid: 'CL1' },
      { sid: 'CL1' },
      { kind: 'twilio.credential-list', ownership: 'adopted' },
    ],
    [
      { ...base, type: 'create-credential', username: 'tlown' },
      { sid: 'CR1', dateUpdated: 'now' },
      { kind: 'twilio.credential', ownership: 'created', detail: { username: 'tlown', dateUpdated: 'now' } },
    ],
    [
      { ...base, type: 'set-credential-password', credentialSid: 'CR1', username: 'tlown-2' },
      { sid: 'CR1', dateUpdated: 'now' },
      { kind: 'twilio.credential', ownership: 'created' },
    ],
    [
      // Not of our making: it stays when we go.
      { ...base, type: 'set-credential-password', credentialSid: 'CR1', username: 'origin' },
      { sid: 'CR1', dateUpdated: 'now' },
      { kind: 'twilio.credential', ownership: 'adopted' },
    ],
  ])('%j', (action, result, resource) => {
    expect(ledgerAfter(action, result, CONTEXT)).toMatchObject({ put: [resource], gone: [] });
  });

  it('is that it is gone, after a removal', () => {
    const action: TrunkAction = { ...base, type: 'delete-trunk', trunkSid: 'TK1' };
    expect(ledgerAfter(action, { sid: 'TK1' }, CONTEXT)).toEqual({
      put: [],
      gone: [{ kind: 'twilio.trunk', externalId: 'TK1' }],
    });
  });

  it('is nothing when a create did not say what it made', () => {
    const action: TrunkAction = { ...base, type: 'create-credential-list', friendlyName: 'x' };
    expect(ledgerAfter(action, { sid: null }, CONTEXT)).toEqual({ put: [], gone: [] });
  });
});

describe('that a list is on a trunk by our doing', () => {
  it('is recorded before it is put there: afterwards nobody could tell', () => {
    const list: Resource = { kind: 'twilio.credential-list', externalId: 'CL1', ownership: 'adopted', detail: {} };
    const before = ledgerBefore({ ...base, type: 'attach-credential-list' }, NOTHING_SEEN, [list], null);
    expect(before.put).toMatchObject([{ kind: 'twilio.credential-list-mapping', externalId: 'CL1' }]);
  });
});

describe('how a number was bound, recorded before it is attached', () => {
  const attach = (now: ObservedNumber): TrunkAction => ({ ...base, type: 'attach-number', number: now });
  const recorded = (numberBefore: ObservedNumber): Resource[] => [
    { kind: 'twilio.number', externalId: 'PN1', ownership: 'adopted', detail: { numberBefore } },
  ];
  /** A trunk touches neither its name nor its status callback. */
  const onTrunk = (before: ObservedNumber): NumberBefore => {
    const { friendlyName: _name, statusCallback: _url, statusCallbackMethod: _method, ...kept } = before;
    return kept;
  };
  const withApp = number({ voiceApplicationSid: 'AP1' });

  it.each<[string, ObservedNumber, Resource[], ObservedNumber]>([
    ['as it is, the first time', withApp, [], withApp],
    ['as it was at first, when only the attachment’s own loss shows', number(), recorded(withApp), withApp],
    [
      'as it is, when somebody bound it anew',
      number({ voiceUrl: 'https://new' }),
      recorded(withApp),
      number({ voiceUrl: 'https://new' }),
    ],
    [
      'as it is, with another application',
      number({ voiceApplicationSid: 'AP2' }),
      recorded(withApp),
      number({ voiceApplicationSid: 'AP2' }),
    ],
  ])('%s', (_, now, resources, expected) => {
    const [entry] = ledgerBefore(attach(now), NOTHING_SEEN, resources, MARK).put;
    expect(entry?.detail.numberBefore).toEqual(onTrunk(expected));
  });
});

describe('how a number was bound, recorded before our webhooks answer it', () => {
  const hook = (path: string): string => `https://tl.example${MARK}${path}`;
  const ours = { voiceUrl: hook('voice'), voiceFallbackUrl: hook('voice?fallback=1'), statusCallback: hook('status') };
  const mine = number({ voiceUrl: 'https://a', voiceMethod: 'GET', statusCallback: 'https://s' });
  const bind = (before: ObservedNumber): TrunkAction => ({
    ...base,
    type: 'bind-number',
    number: number(ours),
    fields: [],
    before,
  });

  it.each<[string, ObservedNumber, ObservedNumber | null, Partial<ObservedNumber>]>([
    ['is as it is, the first time', mine, null, mine],
    ['is as it was at first, when what stands there is ours', number(ours), mine, mine],
    ['is as it was at first, when somebody emptied what was ours', number({ ...ours, voiceUrl: null }), mine, mine],
    [
      'is as it was at first, when somebody changed the method only',
      number({ ...ours, voiceMethod: 'GET' }),
      mine,
      mine,
    ],
    [
      'is what somebody set since, beside what they left',
      number({ ...ours, voiceUrl: 'https://new' }),
      mine,
      { voiceUrl: 'https://new', voiceMethod: 'POST', statusCallback: 'https://s' },
    ],
    [
      'is the application that somebody bound it to since',
      number({ ...ours, voiceApplicationSid: 'AP9' }),
      mine,
      { voiceApplicationSid: 'AP9', voiceUrl: 'https://a' },
    ],
    [
      'is nothing of ours, when no earlier record is left',
      number(ours),
      null,
      { voiceUrl: null, statusCallback: null },
    ],
  ])('%s', (_, now, earlier, expected) => {
    const resources: Resource[] =
      earlier === null
        ? []
        : [{ kind: 'twilio.number', externalId: 'PN1', ownership: 'adopted', detail: { numberBefore: earlier } }];
    const { friendlyName: _name, ...known } = expected;
    const [entry] = ledgerBefore(bind(now), NOTHING_SEEN, resources, MARK).put;
    expect(entry?.detail.numberBefore).toMatchObject(known);
  });
});

describe('the ledger', () => {
  const trunk: Resource = { kind: 'twilio.trunk', externalId: 'TK1', ownership: 'created', detail: {} };
  const outbound: Resource = { kind: 'livekit.outbound-trunk', externalId: 'ST_1', ownership: 'created', detail: {} };

  it('takes changes by kind and id, so that the same twice is once', () => {
    const change = { put: [trunk, outbound], gone: [] };
    const once = applyLedgerChange([], change);
    expect(applyLedgerChange(once, change)).toEqual(once);
    const gone = { put: [], gone: [{ kind: trunk.kind, externalId: trunk.externalId }] };
    expect(applyLedgerChange(once, gone)).toEqual([outbound]);
  });

  it('is read by the planners of both sides', () => {
    expect(trunkLedger([trunk, outbound]).trunk).toEqual({ sid: 'TK1', ownership: 'created', before: null });
    const side = { plane: 'webhook', agentId: 'a' } as const;
    const inbound: Resource = { kind: 'livekit.inbound-trunk', externalId: 'ST_2', ownership: 'created', detail: {} };
    const rule: Resource = { ...inbound, kind: 'livekit.dispatch-rule', externalId: 'SDR_1', detail: { side } };
    expect(sipLedger([trunk, outbound, inbound, rule])).toEqual({
      outboundTrunkId: 'ST_1',
      // As it was recorded before tenants had agents: the installation's own.
      inboundTrunks: [{ id: 'ST_2', side: null }],
      dispatchRules: [{ id: 'SDR_1', side }],
    });
    expect([trunkLedger([]).trunk, sipLedger([]).outboundTrunkId]).toEqual([null, null]);
  });
});
