import { expect, it } from '@jest/globals';
import type { Deed, SipGatewayBench } from './sip-gateway-bench.contract.js';
import { EMPTY, RULE } from './sip-gateway-bench.contract.js';
import type { DesiredOutboundTrunk } from './sip-types.js';

const INVALID = { code: 'livekit.invalid_request', outcome: 'refused' };
const CONFLICT = { code: 'livekit.conflict', outcome: 'refused' };
const NOT_FOUND = { code: 'livekit.not_found', outcome: 'refused' };
const fields: string[] = [];

/** What a server behind `SipGateway`, or the gateway before any call, must not do. */
export function refusalCases(bench: SipGatewayBench): void {
  it('refuses a second inbound trunk for a number, however it is written', async () => {
    await bench.makeInbound();
    const again = { numbers: [bench.number.slice(1)] };
    await expect(bench.makeInbound(again, bench.otherMark())).rejects.toMatchObject(CONFLICT);
  });

  it('refuses to let an inbound trunk grow onto another’s number, and leaves it as it was', async () => {
    const { number, mark } = bench;
    await bench.makeInbound({}, bench.otherMark());
    const inboundTrunkId = await bench.makeInbound({ numbers: [`${number}7`] });
    const trunk = bench.inbound({ numbers: [`${number}7`, number] });
    const grow: Deed = { type: 'update-inbound-trunk', inboundTrunkId, trunk, mark, fields };
    await expect(bench.perform(grow)).rejects.toMatchObject(CONFLICT);
    expect((await bench.observe()).inboundTrunks).toMatchObject([{ inboundTrunkId, numbers: [`${number}7`] }]);
  });

  it('refuses a second rule for a trunk', async () => {
    const inboundTrunkId = await bench.makeInbound();
    await bench.makeRule(inboundTrunkId);
    await expect(bench.makeRule(inboundTrunkId)).rejects.toMatchObject(CONFLICT);
  });

  it('refuses before any call what would answer for every tenant, new or changed', async () => {
    const { mark } = bench;
    const trunk = bench.inbound({ numbers: [] });
    await expect(bench.makeInbound({ numbers: [] })).rejects.toMatchObject(INVALID);
    await expect(bench.perform({ type: 'create-dispatch-rule', rule: RULE, mark })).rejects.toMatchObject(INVALID);
    await expect(bench.makeRule('')).rejects.toMatchObject(INVALID);
    const update: Deed = { type: 'update-inbound-trunk', inboundTrunkId: 'ST_gone', trunk, mark, fields };
    await expect(bench.perform(update)).rejects.toMatchObject(INVALID);
    const updateRule: Deed = { type: 'update-dispatch-rule', dispatchRuleId: 'SDR_gone', rule: RULE, mark, fields };
    await expect(bench.perform(updateRule)).rejects.toMatchObject(INVALID);
    expect(await bench.observe()).toEqual(EMPTY);
  });

  it.each<Partial<DesiredOutboundTrunk>>([
    { numbers: [] },
    { address: '' },
    { address: 'sip:contract.pstn.twilio.com' },
    { address: 'contract.pstn.twilio.com;transport=tls' },
  ])('passes on that LiveKit refuses an outbound trunk with %j', async (wrong) => {
    await expect(bench.makeOutbound(wrong)).rejects.toMatchObject(INVALID);
    expect(await bench.observe()).toEqual(EMPTY);
  });

  it('removes twice without complaint', async () => {
    const outboundTrunkId = await bench.makeOutbound();
    const inboundTrunkId = await bench.makeInbound();
    const dispatchRuleId = await bench.makeRule(inboundTrunkId);
    for (const deed of [
      { type: 'delete-dispatch-rule', dispatchRuleId },
      { type: 'delete-inbound-trunk', inboundTrunkId },
      { type: 'delete-outbound-trunk', outboundTrunkId },
    ] satisfies Deed[]) {
      const id = await bench.perform(deed);
      expect(await bench.perform(deed)).toBe(id);
    }
    expect(await bench.observe()).toEqual(EMPTY);
  });

  it('says "not found" when it is to change what is gone, and makes nothing in its place', async () => {
    const { mark } = bench;
    const deeds: Deed[] = [
      { type: 'update-outbound-trunk', outboundTrunkId: 'ST_gone', trunk: bench.outbound(), mark, fields },
      { type: 'update-inbound-trunk', inboundTrunkId: 'ST_gone', trunk: bench.inbound(), mark, fields },
      { type: 'update-dispatch-rule', dispatchRuleId: 'SDR_gone', rule: RULE, mark, fields },
    ];
    for (const deed of deeds) await expect(bench.perform(deed, 'ST_gone')).rejects.toMatchObject(NOT_FOUND);
    expect(await bench.observe()).toEqual(EMPTY);
  });
}
