import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { planSip } from './plan-sip.js';
import type { SipLedger } from './sip-ledger.js';
import { sideKey } from './sip-mark.js';
import type {
  DesiredInbound,
  DesiredSip,
  InboundSide,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

const MARK: SipMark = { managedBy: 'trunkline', installation: '0badcafe', tenantId: 't', credentialId: 'c' };
const OUTBOUND = {
  name: 'out',
  address: 'a.pstn.twilio.com',
  transport: 'tcp',
  numbers: ['*'],
  authUsername: 'tlown',
  authPassword: new Secret('Password-1'),
  mediaEncryption: 'disable',
} as const;
const [N1, N2, N3] = ['+14155550101', '+14155550102', '+14155550103'] as const;
const A: InboundSide = { plane: 'trunk', agentId: 'a' };
const B: InboundSide = { plane: 'trunk', agentId: 'b' };
const WEB: InboundSide = { plane: 'webhook', agentId: 'a' };

const wanted = (side: InboundSide | null, numbers: readonly string[]): DesiredInbound => ({
  side,
  trunk: {
    name: `in ${sideKey(side)}`,
    numbers,
    mediaEncryption: 'disable',
    auth: side?.plane === 'webhook' ? { username: numbers[0] ?? '', password: new Secret('Password-1') } : null,
    headersToAttributes: {},
  },
  rule: { name: `rule ${sideKey(side)}`, roomPrefix: 't_1', agentName: side?.agentId ?? 'own', attributes: {} },
});
const desired = (...inbound: readonly DesiredInbound[]): DesiredSip => ({
  presence: 'present',
  mark: MARK,
  outboundTrunk: OUTBOUND,
  inbound,
});
const idOf = (prefix: string, side: InboundSide | null): string => `${prefix}_${sideKey(side) || 'own'}`;
const markOf = (side: InboundSide | null): SipMark => (side === null ? MARK : { ...MARK, side });
const trunkOf = (one: DesiredInbound, fields: Partial<ObservedInboundTrunk> = {}): ObservedInboundTrunk => {
  const { auth, ...plain } = one.trunk;
  return {
    ...plain,
    authUsername: auth?.username ?? '',
    authPassword: auth?.password ?? new Secret(''),
    inboundTrunkId: idOf('ST', one.side),
    mark: markOf(one.side),
    extras: [],
    ...fields,
  };
};
const ruleOf = (one: DesiredInbound, fields: Partial<ObservedDispatchRule> = {}): ObservedDispatchRule => {
  const { agentName, ...plain } = one.rule;
  return {
    ...plain,
    agentNames: [agentName],
    trunkIds: [idOf('ST', one.side)],
    dispatchRuleId: idOf('SDR', one.side),
    mark: markOf(one.side),
    extras: [],
    ...fields,
  };
};
/** LiveKit as it is when all of that is built. */
const built = (...sides: readonly DesiredInbound[]): ObservedSip => ({
  outboundTrunks: [{ ...OUTBOUND, outboundTrunkId: 'ST_out', mark: MARK, extras: [] }],
  inboundTrunks: sides.map((one) => trunkOf(one)),
  dispatchRules: sides.map((one) => ruleOf(one)),
  foreignInboundTrunks: [],
  foreignDispatchRules: [],
});
const ledgerOf = (...sides: readonly DesiredInbound[]): SipLedger => ({
  outboundTrunkId: 'ST_out',
  inboundTrunks: sides.map(({ side }) => ({ id: idOf('ST', side), side })),
  dispatchRules: sides.map(({ side }) => ({ id: idOf('SDR', side), side })),
});
const steps = (to: DesiredSip, from: ObservedSip, ledger: SipLedger): [string, readonly string[]][] =>
  planSip(to, from, ledger).actions.map(({ key, dependsOn }) => [key.replace('livekit.', ''), dependsOn]);
const shortened = (list: readonly [string, readonly string[]][]): [string, string[]][] =>
  list.map(([key, dependsOn]) => [key, dependsOn.map((parent) => parent.replace('livekit.', ''))]);

describe('several inbound sides', () => {
  it('are built each for itself, and then there is nothing to do', () => {
    const sides = [wanted(null, [N1]), wanted(A, [N2]), wanted(WEB, ['tl1'])];
    const { actions } = planSip(desired(...sides), { ...built(), outboundTrunks: built().outboundTrunks }, ledgerOf());
    expect(actions.map(({ key }) => key)).toEqual([
      'livekit.inbound-trunk.create',
      'livekit.inbound-trunk.create.trunk.a',
      'livekit.inbound-trunk.create.webhook.a',
      'livekit.dispatch-rule.create',
      'livekit.dispatch-rule.create.trunk.a',
      'livekit.dispatch-rule.create.webhook.a',
    ]);
    expect(actions.map((action) => 'mark' in action && action.mark.side)).toEqual([
      undefined,
      A,
      WEB,
      undefined,
      A,
      WEB,
    ]);
    expect(steps(desired(...sides), built(...sides), ledgerOf(...sides))).toEqual([]);
  });

  it('keep what was made before tenants had agents, by its mark and record of then, as the installation’s own', () => {
    const own = wanted(null, [N1, N2]);
    expect(steps(desired(own), built(own), ledgerOf(own))).toEqual([]);
    const moved = steps(desired(wanted(null, [N1]), wanted(A, [N2])), built(own), ledgerOf(own));
    expect(shortened(moved)).toEqual([
      ['inbound-trunk.update', []],
      ['inbound-trunk.create.trunk.a', ['inbound-trunk.update']],
      ['dispatch-rule.create.trunk.a', ['inbound-trunk.create.trunk.a']],
    ]);
  });

  it('go by the record where somebody gave an object another side’s mark', () => {
    const [a, b] = [wanted(A, [N1]), wanted(B, [N2])];
    const seen = { ...built(a, b), inboundTrunks: [trunkOf(a, { mark: markOf(B) }), trunkOf(b)] };
    expect(steps(desired(a, b), seen, ledgerOf(a, b))).toEqual([['inbound-trunk.update.trunk.a', []]]);
  });

  it('are taken up by their mark when an interrupted attempt made them', () => {
    const [own, a] = [wanted(null, [N1]), wanted(A, [N2])];
    const { actions } = planSip(desired(own, a), built(own, a), ledgerOf(own));
    expect(actions.map(({ key }) => key)).toEqual([
      'livekit.inbound-trunk.record.trunk.a',
      'livekit.dispatch-rule.record.trunk.a',
    ]);
    expect(actions).toMatchObject([{ side: A }, { side: A }]);
  });

  it('go when their agent has gone, the rule first, and leave the others alone', () => {
    const [own, a] = [wanted(null, [N1]), wanted(A, [N2])];
    expect(shortened(steps(desired(own), built(own, a), ledgerOf(own, a)))).toEqual([
      ['inbound-trunk.delete.ST_trunk.a', ['dispatch-rule.delete.SDR_trunk.a']],
      ['dispatch-rule.delete.SDR_trunk.a', []],
    ]);
  });

  it('name the agent of what differs', () => {
    const [a, web] = [wanted(A, [N1]), wanted(WEB, ['tl1'])];
    const seen = {
      ...built(a, web),
      inboundTrunks: [trunkOf(a, { extras: ['allowedNumbers'] }), trunkOf(web, { authPassword: new Secret('other') })],
    };
    expect(planSip(desired(a, web), seen, ledgerOf(a, web)).actions.map(({ summary }) => summary)).toEqual([
      'Set allowedNumbers of the LiveKit inbound trunk for the agent “a”.',
      'Set authPassword of the LiveKit inbound trunk for the agent “a” on the webhook plane.',
    ]);
  });
});

describe('a number that goes from one agent to another', () => {
  it('leaves the one before it comes to the other', () => {
    const from = [wanted(A, [N1, N2]), wanted(B, [N3])];
    const to = desired(wanted(A, [N1]), wanted(B, [N2, N3]));
    expect(shortened(steps(to, built(...from), ledgerOf(...from)))).toEqual([
      ['inbound-trunk.update.trunk.a', []],
      ['inbound-trunk.update.trunk.b', ['inbound-trunk.update.trunk.a']],
    ]);
  });

  it('waits for the end of a side whose last one it was', () => {
    const from = [wanted(A, [N1]), wanted(B, [N3])];
    expect(shortened(steps(desired(wanted(B, [N1, N3])), built(...from), ledgerOf(...from)))).toEqual([
      ['inbound-trunk.update.trunk.b', ['inbound-trunk.delete.ST_trunk.a']],
      ['inbound-trunk.delete.ST_trunk.a', ['dispatch-rule.delete.SDR_trunk.a']],
      ['dispatch-rule.delete.SDR_trunk.a', []],
    ]);
  });

  it('does not make two sides wait for each other when they exchange some', () => {
    const from = [wanted(A, [N1, N3]), wanted(B, [N2])];
    const to = desired(wanted(A, [N2, N3]), wanted(B, [N1]));
    const { actions } = planSip(to, built(...from), ledgerOf(...from));
    expect(actions.map(({ key, dependsOn }) => [key, dependsOn])).toEqual([
      ['livekit.inbound-trunk.release.trunk.a', []],
      [
        'livekit.inbound-trunk.update.trunk.a',
        ['livekit.inbound-trunk.release.trunk.a', 'livekit.inbound-trunk.delete.ST_trunk.b'],
      ],
      ['livekit.inbound-trunk.delete.ST_trunk.b', []],
      ['livekit.inbound-trunk.create.trunk.b', ['livekit.inbound-trunk.release.trunk.a']],
      ['livekit.dispatch-rule.update.trunk.b', ['livekit.inbound-trunk.create.trunk.b']],
    ]);
    expect(actions[0]).toMatchObject({ trunk: { numbers: [N3] } });
  });

  it('which another project’s trunk has too stays where it is', () => {
    const from = [wanted(A, [N1]), wanted(B, [N2])];
    const theirs = trunkOf(wanted(null, [N1]), { inboundTrunkId: 'ST_theirs', mark: null });
    const seen = { ...built(...from), foreignInboundTrunks: [theirs] };
    expect(steps(desired(wanted(A, [N3]), wanted(B, [N1, N2])), seen, ledgerOf(...from))).toEqual([
      ['inbound-trunk.update.trunk.a', []],
    ]);
  });
});

describe('rules that somebody put on each other’s trunks', () => {
  it('are removed and made anew, since LiveKit lets no two name the same trunk', () => {
    const [a, b] = [wanted(A, [N1]), wanted(B, [N2])];
    const seen = {
      ...built(a, b),
      dispatchRules: [ruleOf(a, { trunkIds: [idOf('ST', B)] }), ruleOf(b, { trunkIds: [idOf('ST', A)] })],
    };
    const [goneA, goneB] = ['dispatch-rule.delete.SDR_trunk.a', 'dispatch-rule.delete.SDR_trunk.b'];
    expect(shortened(steps(desired(a, b), seen, ledgerOf(a, b)))).toEqual([
      [goneA, []],
      ['dispatch-rule.create.trunk.a', [goneA, goneB]],
      [goneB, []],
      ['dispatch-rule.create.trunk.b', [goneA, goneB]],
    ]);
  });
});
