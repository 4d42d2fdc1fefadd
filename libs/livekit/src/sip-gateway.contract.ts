import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { SipGatewayUnderTest } from './sip-gateway-bench.contract.js';
import { EMPTY, RULE, SipGatewayBench } from './sip-gateway-bench.contract.js';
import { refusalCases } from './sip-gateway-refusals.contract.js';
import { sideCases } from './sip-gateway-sides.contract.js';
import type { DesiredOutboundTrunk, MediaEncryption, SipTransport } from './sip-types.js';

export type { SipGatewayUnderTest } from './sip-gateway-bench.contract.js';

/** Which fields the planner found to differ; an update replaces all of them. */
const fields: string[] = [];

/** What every server behind `SipGateway` must do. */
export function describeSipGateway(name: string, start: () => Promise<SipGatewayUnderTest>): void {
  describe(`SipGateway on ${name}`, () => {
    const bench = new SipGatewayBench();

    beforeAll(async () => {
      bench.use(await start());
    });
    afterAll(async () => await bench.under.close());
    beforeEach(() => {
      bench.renew();
    });
    afterEach(async () => await bench.sweep());

    it('answers a check with the right key', async () => {
      await expect(bench.under.gateway.check()).resolves.toBeUndefined();
    });

    it('refuses another key, without repeating the token that was sent', async () => {
      const error: unknown = await bench.under.stranger.check().catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'livekit.credentials_rejected', outcome: 'refused' });
      expect(String(error)).not.toContain('eyJ');
    });

    it('shows what was created as it was wanted, by its mark only', async () => {
      const { mark } = bench;
      const outboundTrunkId = await bench.makeOutbound();
      const inboundTrunkId = await bench.makeInbound();
      const dispatchRuleId = await bench.makeRule(inboundTrunkId);
      const seen = await bench.observe();
      const { authPassword, ...plain } = bench.outbound();
      const { name: ruleName, roomPrefix, agentName, attributes } = RULE;
      expect(seen).toEqual({
        outboundTrunks: [{ outboundTrunkId, mark, ...plain, authPassword: expect.anything(), extras: [] }],
        inboundTrunks: [{ inboundTrunkId, mark, ...bench.shownInbound(), extras: [] }],
        dispatchRules: [
          {
            dispatchRuleId,
            mark,
            name: ruleName,
            trunkIds: [inboundTrunkId],
            roomPrefix,
            agentNames: [agentName],
            attributes,
            extras: [],
          },
        ],
        foreignInboundTrunks: [],
        foreignDispatchRules: [],
      });
      expect(seen.outboundTrunks[0]?.authPassword.equals(authPassword)).toBe(true);
    });

    it('shows another credential nothing of it but the inbound trunk on its number', async () => {
      const inboundTrunkId = await bench.makeInbound();
      await bench.makeOutbound();
      await bench.makeRule(inboundTrunkId);
      const other = await bench.observe(bench.otherMark());
      expect(other).toMatchObject({ ...EMPTY, foreignInboundTrunks: [{ inboundTrunkId }] });
      const elsewhere = await bench.observe({ ...bench.mark, installation: 'another' });
      expect(elsewhere).toMatchObject({ ...EMPTY, foreignInboundTrunks: [{ inboundTrunkId }] });
    });

    it('shows what is recorded as ours also when its mark is another’s', async () => {
      const outboundTrunkId = await bench.makeOutbound();
      const inboundTrunkId = await bench.makeInbound();
      const dispatchRuleId = await bench.makeRule(inboundTrunkId);
      const recorded = {
        outboundTrunkId,
        inboundTrunks: [{ id: inboundTrunkId, side: null }],
        dispatchRules: [{ id: dispatchRuleId, side: null }],
      };
      expect(await bench.observe(bench.otherMark(), recorded)).toEqual(await bench.observe());
    });

    it('shows a rule of another on our inbound trunk', async () => {
      const inboundTrunkId = await bench.makeInbound();
      const dispatchRuleId = await bench.makeRule(inboundTrunkId, bench.otherMark());
      const seen = await bench.observe();
      expect(seen).toMatchObject({ dispatchRules: [], foreignDispatchRules: [{ dispatchRuleId }] });
    });

    it('recognises a number on another’s trunk however it is written there, and shows it as it is written', async () => {
      const { number } = bench;
      const written = `1 (${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
      await bench.makeInbound({ numbers: [written] }, bench.otherMark());
      expect((await bench.observe()).foreignInboundTrunks).toMatchObject([{ numbers: [written] }]);
    });

    it.each<[SipTransport, MediaEncryption]>([
      ['tcp', 'disable'],
      ['tls', 'allow'],
      ['tls', 'require'],
    ])('keeps transport %s with encryption %s on all sides', async (transport, mediaEncryption) => {
      await bench.makeOutbound({ transport, mediaEncryption });
      await bench.makeInbound({ mediaEncryption });
      const seen = await bench.observe();
      expect(seen.outboundTrunks).toMatchObject([{ transport, mediaEncryption }]);
      expect(seen.inboundTrunks).toMatchObject([{ mediaEncryption }]);
    });

    it.each(['Contract1234', 'quotes " and \' and \\ backslash', 'Zürich–東京 🔑', 'x'.repeat(128)])(
      'gives back the password %j byte for byte, new and changed',
      async (text) => {
        const outboundTrunkId = await bench.makeOutbound({ authPassword: new Secret(text) });
        const shown = async () => (await bench.observe()).outboundTrunks[0]?.authPassword.reveal();
        expect(await shown()).toBe(text);
        const trunk = bench.outbound({ authPassword: new Secret(`${text}2`) });
        await bench.perform({ type: 'update-outbound-trunk', outboundTrunkId, trunk, mark: bench.mark, fields });
        expect(await shown()).toBe(`${text}2`);
      },
    );

    it('keeps names of any length and script, and as many numbers as there are', async () => {
      const long = `Zürich 東京 ${'n'.repeat(300)}`;
      const numbers = Array.from(
        { length: 100 },
        (_, index) => bench.number.slice(0, -2) + String(index).padStart(2, '0'),
      );
      await bench.makeOutbound({ name: long, numbers });
      await bench.makeInbound({ name: long, numbers });
      const seen = await bench.observe();
      expect(seen.outboundTrunks).toMatchObject([{ name: long, numbers }]);
      expect(seen.inboundTrunks).toMatchObject([{ name: long, numbers }]);
    });

    it('replaces the whole of an outbound trunk', async () => {
      const outboundTrunkId = await bench.makeOutbound();
      const trunk: DesiredOutboundTrunk = {
        name: 'out 2',
        address: 'moved.pstn.twilio.com',
        transport: 'tcp',
        numbers: ['*'],
        authUsername: 'agent 2',
        authPassword: new Secret('Rotated12345'),
        mediaEncryption: 'disable',
      };
      const mark = bench.otherMark();
      await bench.perform({ type: 'update-outbound-trunk', outboundTrunkId, trunk, mark, fields });
      const { authPassword, ...plain } = trunk;
      const seen = await bench.observe(mark);
      expect(seen.outboundTrunks).toMatchObject([{ outboundTrunkId, mark, ...plain }]);
      expect(seen.outboundTrunks[0]?.authPassword.equals(authPassword)).toBe(true);
      expect(await bench.observe()).toEqual(EMPTY);
    });

    it('replaces the whole of an inbound trunk, and of a rule with its trunk', async () => {
      const { mark, number } = bench;
      const inboundTrunkId = await bench.makeInbound();
      const other = await bench.makeInbound({ numbers: [`${number.slice(0, -1)}x`] });
      const dispatchRuleId = await bench.makeRule(other);
      const trunk = bench.inbound({ name: 'in 2', numbers: [`${number}7`, number], mediaEncryption: 'disable' });
      await bench.perform({ type: 'update-inbound-trunk', inboundTrunkId, trunk, mark, fields });
      const rule = { name: 'rule 2', roomPrefix: 'other', agentName: 'other', attributes: { language: 'de' } };
      await bench.perform({ type: 'update-dispatch-rule', dispatchRuleId, rule, mark, fields }, inboundTrunkId);
      const seen = await bench.observe();
      expect(seen.inboundTrunks.find((one) => one.inboundTrunkId === inboundTrunkId)).toMatchObject(
        bench.shownInbound(trunk),
      );
      const { agentName, ...plain } = rule;
      expect(seen.dispatchRules).toMatchObject([{ ...plain, trunkIds: [inboundTrunkId], agentNames: [agentName] }]);
      expect(seen.dispatchRules[0]?.attributes).toEqual({ language: 'de' });
    });

    it('changes nothing when it is to record what is there', async () => {
      const outboundTrunkId = await bench.makeOutbound();
      const inboundTrunkId = await bench.makeInbound();
      const dispatchRuleId = await bench.makeRule(inboundTrunkId);
      const before = await bench.observe();
      expect(await bench.perform({ type: 'record-outbound-trunk', outboundTrunkId })).toBe(outboundTrunkId);
      expect(await bench.perform({ type: 'record-inbound-trunk', inboundTrunkId, side: null })).toBe(inboundTrunkId);
      expect(await bench.perform({ type: 'record-dispatch-rule', dispatchRuleId, side: null })).toBe(dispatchRuleId);
      expect(await bench.observe()).toEqual(before);
    });

    it('frees a number and a trunk with the removal of what held them', async () => {
      const inboundTrunkId = await bench.makeInbound();
      const dispatchRuleId = await bench.makeRule(inboundTrunkId);
      await bench.perform({ type: 'delete-dispatch-rule', dispatchRuleId });
      expect(await bench.makeRule(inboundTrunkId)).not.toBe(dispatchRuleId);
      await bench.perform({ type: 'delete-inbound-trunk', inboundTrunkId });
      expect(await bench.makeInbound()).not.toBe(inboundTrunkId);
    });

    it('does not refuse a second outbound trunk, and shows both, lowest id first', async () => {
      const ids = [await bench.makeOutbound(), await bench.makeOutbound()].toSorted();
      expect((await bench.observe()).outboundTrunks.map((trunk) => trunk.outboundTrunkId)).toEqual(ids);
    });

    it('shows at once what many make side by side', async () => {
      const made = await Promise.all(Array.from({ length: 20 }, () => bench.makeOutbound()));
      const seen = (await bench.observe()).outboundTrunks.map((trunk) => trunk.outboundTrunkId);
      expect(seen).toEqual(made.toSorted());
    });

    sideCases(bench);
    refusalCases(bench);
  });
}
