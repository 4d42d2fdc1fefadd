import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { planSip } from './plan-sip.js';
import type { SipLedger } from './sip-ledger.js';
import type {
  DesiredSip,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedOutboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

const MARK: SipMark = { managedBy: 'trunkline', installation: '0badcafe', tenantId: 't', credentialId: 'c' };
const NUMBER = '+14155550100';
const OUTBOUND = {
  name: 'out',
  address: 'a.pstn.twilio.com',
  transport: 'tcp',
  numbers: [NUMBER],
  authUsername: 'tlown',
  authPassword: new Secret('Password-1'),
  mediaEncryption: 'disable',
} as const;
const INBOUND = {
  name: 'in',
  numbers: [NUMBER],
  mediaEncryption: 'disable',
  auth: null,
  headersToAttributes: {},
} as const;
const RULE = { name: 'rule', roomPrefix: 't_1', agentName: 'agent', attributes: { tenantId: 't' } };
const DESIRED: DesiredSip = {
  presence: 'present',
  mark: MARK,
  outboundTrunk: OUTBOUND,
  inbound: [{ side: null, trunk: INBOUND, rule: RULE }],
};

const outbound = (fields: Partial<ObservedOutboundTrunk> = {}): ObservedOutboundTrunk => ({
  ...OUTBOUND,
  mark: MARK,
  outboundTrunkId: 'ST_out',
  extras: [],
  ...fields,
});
const inbound = (fields: Partial<ObservedInboundTrunk> = {}): ObservedInboundTrunk => ({
  name: INBOUND.name,
  numbers: INBOUND.numbers,
  mediaEncryption: INBOUND.mediaEncryption,
  authUsername: '',
  authPassword: new Secret(''),
  headersToAttributes: {},
  mark: MARK,
  inboundTrunkId: 'ST_in',
  extras: [],
  ...fields,
});
const rule = (fields: Partial<ObservedDispatchRule> = {}): ObservedDispatchRule => ({
  name: 'rule',
  roomPrefix: 't_1',
  agentNames: ['agent'],
  attributes: { tenantId: 't' },
  mark: MARK,
  dispatchRuleId: 'SDR_1',
  trunkIds: ['ST_in'],
  extras: [],
  ...fields,
});
const observed = (fields: Partial<ObservedSip> = {}): ObservedSip => ({
  outboundTrunks: [outbound()],
  inboundTrunks: [inbound()],
  dispatchRules: [rule()],
  foreignInboundTrunks: [],
  foreignDispatchRules: [],
  ...fields,
});
const LEDGER: SipLedger = {
  outboundTrunkId: 'ST_out',
  inboundTrunks: [{ id: 'ST_in', side: null }],
  dispatchRules: [{ id: 'SDR_1', side: null }],
};
const EMPTY: ObservedSip = {
  outboundTrunks: [],
  inboundTrunks: [],
  dispatchRules: [],
  foreignInboundTrunks: [],
  foreignDispatchRules: [],
};
const NONE: SipLedger = { outboundTrunkId: null, inboundTrunks: [], dispatchRules: [] };
const keys = (seen: ObservedSip, ledger = LEDGER, desired: DesiredSip = DESIRED): string[] =>
  planSip(desired, seen, ledger).actions.map(({ key }) => key);

describe('planSip', () => {
  it('has nothing to do when everything is as desired and recorded', () => {
    expect(keys(observed())).toEqual([]);
  });

  it('creates what is missing, the rule after the trunk it must name', () => {
    const { actions } = planSip(DESIRED, EMPTY, NONE);
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['livekit.outbound-trunk.create', []],
      ['livekit.inbound-trunk.create', []],
      ['livekit.dispatch-rule.create', ['livekit.inbound-trunk.create']],
    ]);
  });

  it('lets the rule wait also for a trunk that only has to be recorded', () => {
    const { actions } = planSip(DESIRED, observed({ dispatchRules: [] }), { ...LEDGER, inboundTrunks: [] });
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['livekit.inbound-trunk.record', []],
      ['livekit.dispatch-rule.create', ['livekit.inbound-trunk.record']],
    ]);
  });

  it.each<[string, Partial<ObservedSip>, string]>([
    ['address', { outboundTrunks: [outbound({ address: 'x' })] }, 'livekit.outbound-trunk.update'],
    ['transport', { outboundTrunks: [outbound({ transport: 'udp' })] }, 'livekit.outbound-trunk.update'],
    ['numbers', { outboundTrunks: [outbound({ numbers: ['*'] })] }, 'livekit.outbound-trunk.update'],
    ['authUsername', { outboundTrunks: [outbound({ authUsername: 'x' })] }, 'livekit.outbound-trunk.update'],
    [
      'authPassword',
      { outboundTrunks: [outbound({ authPassword: new Secret('x') })] },
      'livekit.outbound-trunk.update',
    ],
    ['mediaEncryption', { outboundTrunks: [outbound({ mediaEncryption: 'allow' })] }, 'livekit.outbound-trunk.update'],
    ['name', { outboundTrunks: [outbound({ name: 'x' })] }, 'livekit.outbound-trunk.update'],
    ['numbers', { inboundTrunks: [inbound({ numbers: [] })] }, 'livekit.inbound-trunk.update'],
    ['authUsername', { inboundTrunks: [inbound({ authUsername: 'x' })] }, 'livekit.inbound-trunk.update'],
    ['authPassword', { inboundTrunks: [inbound({ authPassword: new Secret('x') })] }, 'livekit.inbound-trunk.update'],
    [
      'headersToAttributes',
      { inboundTrunks: [inbound({ headersToAttributes: { 'X-A': 'a' } })] },
      'livekit.inbound-trunk.update',
    ],
    ['allowedNumbers', { inboundTrunks: [inbound({ extras: ['allowedNumbers'] })] }, 'livekit.inbound-trunk.update'],
    ['agentName', { dispatchRules: [rule({ agentNames: [] })] }, 'livekit.dispatch-rule.update'],
    ['roomPrefix', { dispatchRules: [rule({ roomPrefix: null })] }, 'livekit.dispatch-rule.update'],
    ['trunkIds', { dispatchRules: [rule({ trunkIds: [] })] }, 'livekit.dispatch-rule.update'],
    ['attributes', { dispatchRules: [rule({ attributes: {} })] }, 'livekit.dispatch-rule.update'],
    ['pin', { dispatchRules: [rule({ extras: ['pin'] })] }, 'livekit.dispatch-rule.update'],
    ['headers', { outboundTrunks: [outbound({ extras: ['headers'] })] }, 'livekit.outbound-trunk.update'],
    ['metadata', { outboundTrunks: [outbound({ mark: null })] }, 'livekit.outbound-trunk.update'],
    ['metadata', { inboundTrunks: [inbound({ mark: { ...MARK, tenantId: 'u' } })] }, 'livekit.inbound-trunk.update'],
    ['metadata', { dispatchRules: [rule({ mark: null })] }, 'livekit.dispatch-rule.update'],
  ])('notices and names a changed %s', (field, fields, key) => {
    const { actions } = planSip(DESIRED, observed(fields), LEDGER);
    expect(actions.map((action) => [action.key, action.summary.includes(field)])).toEqual([[key, true]]);
  });

  it('points out a rule of somebody else that names our inbound trunk, and leaves it alone', () => {
    const foreign = rule({ dispatchRuleId: 'SDR_X', name: 'theirs', mark: null });
    const { actions, notices } = planSip(DESIRED, observed({ foreignDispatchRules: [foreign] }), LEDGER);
    expect(actions).toEqual([]);
    expect(notices.map(({ code }) => code)).toEqual(['livekit.foreign_dispatch_rule']);
    expect(JSON.stringify(notices)).not.toContain('theirs');
  });

  it('keeps the recorded one of several and removes the others', () => {
    const seen = observed({
      outboundTrunks: [outbound({ outboundTrunkId: 'ST_0' }), outbound()],
      inboundTrunks: [inbound({ inboundTrunkId: 'ST_0' }), inbound()],
      dispatchRules: [rule({ dispatchRuleId: 'SDR_0' }), rule()],
    });
    expect(keys(seen)).toEqual([
      'livekit.outbound-trunk.delete.ST_0',
      'livekit.inbound-trunk.delete.ST_0',
      'livekit.dispatch-rule.delete.SDR_0',
    ]);
  });

  it('takes the inbound side down without numbers, the rule first', () => {
    const { actions } = planSip({ ...DESIRED, inbound: [] }, observed(), LEDGER);
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['livekit.inbound-trunk.delete.ST_in', ['livekit.dispatch-rule.delete.SDR_1']],
      ['livekit.dispatch-rule.delete.SDR_1', []],
    ]);
  });

  it('removes everything of ours and nothing else when it is to be absent', () => {
    const seen = observed({ foreignInboundTrunks: [inbound({ inboundTrunkId: 'ST_theirs', mark: null })] });
    expect(keys(seen, LEDGER, { presence: 'absent', mark: DESIRED.mark }).toSorted()).toEqual([
      'livekit.dispatch-rule.delete.SDR_1',
      'livekit.inbound-trunk.delete.ST_in',
      'livekit.outbound-trunk.delete.ST_out',
    ]);
  });
});

describe('a foreign inbound trunk on one of our numbers', () => {
  const theirs = inbound({
    inboundTrunkId: 'ST_theirs',
    name: 'theirs',
    mark: null,
    numbers: ['1 415 555-0100', '+12125550199'],
  });
  const foreignInboundTrunks = [theirs];
  const OTHER = '+14155550101';

  it('keeps that number off a new trunk of ours, and not the others', () => {
    const trunk = { ...INBOUND, numbers: [NUMBER, OTHER] };
    const desired = { ...DESIRED, inbound: [{ side: null, trunk, rule: RULE }] };
    const { actions } = planSip(desired, { ...EMPTY, foreignInboundTrunks }, NONE);
    expect(actions.find(({ type }) => type === 'create-inbound-trunk')).toMatchObject({ trunk: { numbers: [OTHER] } });
  });

  it('builds no inbound side when no number is left', () => {
    expect(keys({ ...EMPTY, foreignInboundTrunks }, NONE)).toEqual(['livekit.outbound-trunk.create']);
  });

  it('takes nothing of ours down that is already there', () => {
    expect(keys(observed({ foreignInboundTrunks }))).toEqual([]);
  });

  it('is told to the tenant without what is not theirs to know', () => {
    const [notice] = planSip(DESIRED, observed({ foreignInboundTrunks }), LEDGER).notices;
    expect(notice?.code).toBe('livekit.foreign_inbound_trunk');
    expect(notice?.sentence).toContain(NUMBER);
    expect(notice?.sentence).not.toMatch(/ST_theirs|theirs|2125550199/);
  });
});
