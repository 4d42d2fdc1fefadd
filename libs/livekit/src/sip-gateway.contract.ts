import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { SipAction } from './sip-action.js';
import type { SipGateway } from './sip-gateway.js';
import type {
  DesiredDispatchRule,
  DesiredInboundTrunk,
  DesiredOutboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

/** A server to hold the contract against: the sandbox, or a real livekit-server with Redis. */
export interface SipGatewayUnderTest {
  readonly gateway: SipGateway;
  /** The same server with a secret it does not know. */
  readonly stranger: SipGateway;
  close(): Promise<void>;
}

type Deed<A extends SipAction = SipAction> = A extends SipAction
  ? Omit<A, 'key' | 'system' | 'effect' | 'dependsOn' | 'summary' | 'loses'>
  : never;

const EMPTY: ObservedSip = {
  outboundTrunks: [],
  inboundTrunks: [],
  dispatchRules: [],
  foreignInboundTrunks: [],
  foreignDispatchRules: [],
};

/** What every server behind {@link SipGateway} must do. Marks and numbers are new for each test, so nothing needs emptying. */
export function describeSipGateway(name: string, start: () => Promise<SipGatewayUnderTest>): void {
  describe(`SipGateway on ${name}`, () => {
    let under: SipGatewayUnderTest;
    let mark: SipMark;
    let number: string;
    let serial = Date.now() % 1_000_000_000;

    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => await under.close());
    beforeEach(() => {
      serial += 1;
      mark = { managedBy: 'trunkline', installation: 'contract', tenantId: `t${serial}`, credentialId: `c${serial}` };
      number = `+1${String(serial).padStart(10, '5')}`;
    });

    const observe = (by: SipMark = mark): Promise<ObservedSip> =>
      under.gateway.observe({ mark: by, numbers: [number] });

    const perform = async (deed: Deed, inboundTrunkId: string | null = null): Promise<string> => {
      const action = {
        key: deed.type,
        system: 'livekit',
        effect: 'change',
        dependsOn: [],
        summary: '',
        ...deed,
      } as SipAction;
      const { id } = await under.gateway.perform(action, { inboundTrunkId });
      if (id === null) throw new Error(`${deed.type} gave no id`);
      return id;
    };

    const outbound = (): DesiredOutboundTrunk => ({
      name: `out ${serial}`,
      address: 'contract.pstn.twilio.com',
      transport: 'tls',
      numbers: [number],
      authUsername: 'agent',
      authPassword: new Secret('Contract1234'),
      mediaEncryption: 'require',
    });
    const inbound = (): DesiredInboundTrunk => ({ name: `in ${serial}`, numbers: [number], mediaEncryption: 'allow' });
    const rule: DesiredDispatchRule = {
      name: 'rule',
      roomPrefix: 'call',
      agentName: 'agent',
      attributes: { tenant: 't' },
    };

    it('answers a check with the right key and refuses another', async () => {
      await under.gateway.check();
      await expect(under.stranger.check()).rejects.toMatchObject({
        code: 'livekit.credentials_rejected',
        outcome: 'refused',
      });
    });

    it('shows what was created as it was wanted, by its mark only', async () => {
      const outboundTrunkId = await perform({ type: 'create-outbound-trunk', trunk: outbound(), mark });
      const inboundTrunkId = await perform({ type: 'create-inbound-trunk', trunk: inbound(), mark });
      const dispatchRuleId = await perform({ type: 'create-dispatch-rule', rule, mark }, inboundTrunkId);
      const seen = await observe();
      const { authPassword, ...plain } = outbound();
      expect(seen).toMatchObject({
        outboundTrunks: [{ outboundTrunkId, mark, ...plain, extras: [] }],
        inboundTrunks: [{ inboundTrunkId, mark, ...inbound(), extras: [] }],
        dispatchRules: [
          {
            dispatchRuleId,
            mark,
            name: rule.name,
            trunkIds: [inboundTrunkId],
            roomPrefix: rule.roomPrefix,
            agentNames: [rule.agentName],
            attributes: rule.attributes,
            extras: [],
          },
        ],
        foreignInboundTrunks: [],
      });
      expect(seen.outboundTrunks[0]?.authPassword.equals(authPassword)).toBe(true);
      const other = await observe({ ...mark, credentialId: 'another' });
      expect(other).toMatchObject({ ...EMPTY, foreignInboundTrunks: [{ inboundTrunkId }] });
    });

    it('replaces the whole of an object', async () => {
      const fields: string[] = [];
      const outboundTrunkId = await perform({ type: 'create-outbound-trunk', trunk: outbound(), mark });
      const inboundTrunkId = await perform({ type: 'create-inbound-trunk', trunk: inbound(), mark });
      const dispatchRuleId = await perform({ type: 'create-dispatch-rule', rule, mark }, inboundTrunkId);
      const out = {
        ...outbound(),
        address: 'moved.pstn.twilio.com',
        transport: 'tcp',
        numbers: ['*'],
        authPassword: new Secret('Rotated12345'),
        mediaEncryption: 'disable',
      } as const;
      await perform({ type: 'update-outbound-trunk', outboundTrunkId, trunk: out, mark, fields });
      const wider = { ...inbound(), numbers: [number, `${number}7`], mediaEncryption: 'disable' } as const;
      await perform({ type: 'update-inbound-trunk', inboundTrunkId, trunk: wider, mark, fields });
      const renamed = { name: 'rule 2', roomPrefix: 'other', agentName: 'other', attributes: { tenant: 'u' } };
      await perform({ type: 'update-dispatch-rule', dispatchRuleId, rule: renamed, mark, fields }, inboundTrunkId);
      const seen = await observe();
      const { authPassword, ...plain } = out;
      expect(seen).toMatchObject({
        outboundTrunks: [{ outboundTrunkId, ...plain }],
        inboundTrunks: [{ inboundTrunkId, ...wider }],
        dispatchRules: [
          { dispatchRuleId, name: 'rule 2', roomPrefix: 'other', agentNames: ['other'], attributes: { tenant: 'u' } },
        ],
      });
      expect(seen.outboundTrunks[0]?.authPassword.equals(authPassword)).toBe(true);
    });

    it('refuses a second inbound trunk for a number, however it is written', async () => {
      await perform({ type: 'create-inbound-trunk', trunk: inbound(), mark });
      const again = { ...inbound(), numbers: [number.slice(1)] };
      await expect(
        perform({ type: 'create-inbound-trunk', trunk: again, mark: { ...mark, credentialId: 'another' } }),
      ).rejects.toMatchObject({ code: 'livekit.conflict', outcome: 'refused' });
    });

    it('refuses a second rule for a trunk', async () => {
      const inboundTrunkId = await perform({ type: 'create-inbound-trunk', trunk: inbound(), mark });
      await perform({ type: 'create-dispatch-rule', rule, mark }, inboundTrunkId);
      await expect(perform({ type: 'create-dispatch-rule', rule, mark }, inboundTrunkId)).rejects.toMatchObject({
        code: 'livekit.conflict',
        outcome: 'refused',
      });
    });

    it('does not refuse a second outbound trunk, and shows both, lowest id first', async () => {
      const create = { type: 'create-outbound-trunk', trunk: outbound(), mark } as const;
      const ids = [await perform(create), await perform(create)].toSorted();
      expect((await observe()).outboundTrunks.map((trunk) => trunk.outboundTrunkId)).toEqual(ids);
    });

    it('refuses before any call what would answer for every tenant', async () => {
      const empty = { ...inbound(), numbers: [] };
      const refused = { code: 'livekit.invalid_request', outcome: 'refused' };
      await expect(perform({ type: 'create-inbound-trunk', trunk: empty, mark })).rejects.toMatchObject(refused);
      await expect(perform({ type: 'create-dispatch-rule', rule, mark })).rejects.toMatchObject(refused);
      expect(await observe()).toEqual(EMPTY);
    });

    it('removes twice without complaint', async () => {
      const outboundTrunkId = await perform({ type: 'create-outbound-trunk', trunk: outbound(), mark });
      const inboundTrunkId = await perform({ type: 'create-inbound-trunk', trunk: inbound(), mark });
      const dispatchRuleId = await perform({ type: 'create-dispatch-rule', rule, mark }, inboundTrunkId);
      for (const deed of [
        { type: 'delete-dispatch-rule', dispatchRuleId },
        { type: 'delete-inbound-trunk', inboundTrunkId },
        { type: 'delete-outbound-trunk', outboundTrunkId },
      ] satisfies Deed[]) {
        const id = await perform(deed);
        expect(await perform(deed)).toBe(id);
      }
      expect(await observe()).toEqual(EMPTY);
    });

    it('says "not found" when it is to change what is gone', async () => {
      const deed = {
        type: 'update-outbound-trunk',
        outboundTrunkId: 'ST_gone',
        trunk: outbound(),
        mark,
        fields: [],
      } as const;
      await expect(perform(deed)).rejects.toMatchObject({ code: 'livekit.not_found', outcome: 'refused' });
    });
  });
}
