import { expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { SipGatewayBench } from './sip-gateway-bench.contract.js';
import { RULE } from './sip-gateway-bench.contract.js';
import type { InboundSide } from './sip-types.js';

const CONFLICT = { code: 'livekit.conflict', outcome: 'refused' };
const fields: string[] = [];
const A: InboundSide = { plane: 'trunk', agentId: 'agent-a' };
const B: InboundSide = { plane: 'trunk', agentId: 'agent-b' };
const WEBHOOK: InboundSide = { plane: 'webhook', agentId: 'agent-a' };

/** What several agents of one credential need of a server: trunks and rules side by side, digest, and headers that become attributes. */
export function sideCases(bench: SipGatewayBench): void {
  it('keeps the sides of a credential apart, each trunk with its rule and its mark', async () => {
    const { mark, number } = bench;
    const made = [];
    for (const [index, side] of [A, B].entries()) {
      const inboundTrunkId = await bench.makeInbound({ numbers: [`${number}${String(index)}`] }, { ...mark, side });
      made.push({ side, inboundTrunkId, dispatchRuleId: await bench.makeRule(inboundTrunkId, { ...mark, side }) });
    }
    const seen = await bench.observe();
    expect(new Set(seen.inboundTrunks.map((trunk) => trunk.mark?.side?.agentId))).toEqual(
      new Set(['agent-a', 'agent-b']),
    );
    for (const { side, inboundTrunkId, dispatchRuleId } of made) {
      const rule = seen.dispatchRules.find((one) => one.dispatchRuleId === dispatchRuleId);
      expect(rule).toMatchObject({ trunkIds: [inboundTrunkId], mark: { ...mark, side } });
    }
    expect(seen).toMatchObject({ foreignInboundTrunks: [], foreignDispatchRules: [] });
  });

  it('gives back a SIP user with its password and its headers exactly, new, changed and taken away', async () => {
    const { mark } = bench;
    const sipUser = `tl${mark.credentialId}`;
    const auth = { username: sipUser, password: new Secret('Digest-Password-1') };
    const headersToAttributes = { 'X-Trunkline-Called': 'trunkline.called' };
    const sided = { ...mark, side: WEBHOOK };
    const inboundTrunkId = await bench.makeInbound({ numbers: [sipUser], auth, headersToAttributes }, sided);
    const shown = async () => {
      const [trunk] = (await bench.observe()).inboundTrunks;
      const { numbers, authUsername, authPassword, headersToAttributes: headers, extras } = trunk ?? {};
      return [numbers, authUsername, authPassword?.reveal(), headers, extras];
    };
    expect(await shown()).toEqual([[sipUser], sipUser, 'Digest-Password-1', headersToAttributes, []]);
    const again = { username: sipUser, password: new Secret('Digest-Password-2') };
    const trunk = bench.inbound({ numbers: [sipUser], auth: again, headersToAttributes: { 'X-Other': 'other' } });
    await bench.perform({ type: 'update-inbound-trunk', inboundTrunkId, trunk, mark: sided, fields });
    expect(await shown()).toEqual([[sipUser], sipUser, 'Digest-Password-2', { 'X-Other': 'other' }, []]);
    const open = bench.inbound({ numbers: [sipUser] });
    await bench.perform({ type: 'update-inbound-trunk', inboundTrunkId, trunk: open, mark: sided, fields });
    expect(await shown()).toEqual([[sipUser], '', '', {}, []]);
  });

  it('takes two trunks for one SIP user for a conflict, whatever their passwords, and two that differ in case for two', async () => {
    const sipUser = `tl${bench.mark.credentialId}`;
    const auth = (username: string, password: string) => ({ username, password: new Secret(password) });
    await bench.makeInbound({ numbers: [sipUser], auth: auth(sipUser, 'Password-1') });
    const same = { numbers: [sipUser], auth: auth('another', 'Password-2') };
    await expect(bench.makeInbound(same, bench.otherMark())).rejects.toMatchObject(CONFLICT);
    const upper = sipUser.toUpperCase();
    await expect(bench.makeInbound({ numbers: [upper], auth: auth(upper, 'Password-3') })).resolves.toMatch(/./);
  });

  it('lets a number go from one trunk to another once it has left the first, and not before', async () => {
    const { number, mark } = bench;
    const stays = `${number}8`;
    const from = await bench.makeInbound({ numbers: [number, stays] }, { ...mark, side: A });
    const to = await bench.makeInbound({ numbers: [`${number}9`] }, { ...mark, side: B });
    const take = {
      type: 'update-inbound-trunk' as const,
      inboundTrunkId: to,
      trunk: bench.inbound({ numbers: [number, `${number}9`] }),
      mark: { ...mark, side: B },
      fields,
    };
    await expect(bench.perform(take)).rejects.toMatchObject(CONFLICT);
    const leave = {
      ...take,
      inboundTrunkId: from,
      trunk: bench.inbound({ numbers: [stays] }),
      mark: { ...mark, side: A },
    };
    await bench.perform(leave);
    await bench.perform(take);
    const seen = (await bench.observe()).inboundTrunks.map((trunk) => [trunk.inboundTrunkId, trunk.numbers]);
    expect(Object.fromEntries(seen)).toEqual({ [from]: [stays], [to]: [number, `${number}9`] });
  });

  it('refuses to put a rule on a trunk that another side’s rule names, until that one has gone', async () => {
    const { mark, number } = bench;
    const inboundTrunkId = await bench.makeInbound({ numbers: [number] }, { ...mark, side: A });
    const stray = await bench.makeRule(inboundTrunkId, { ...mark, side: B });
    const create = { type: 'create-dispatch-rule' as const, rule: RULE, mark: { ...mark, side: A } };
    await expect(bench.perform(create, inboundTrunkId)).rejects.toMatchObject(CONFLICT);
    await bench.perform({ type: 'delete-dispatch-rule', dispatchRuleId: stray });
    await bench.perform(create, inboundTrunkId);
    expect((await bench.observe()).dispatchRules).toMatchObject([{ trunkIds: [inboundTrunkId], mark: { side: A } }]);
  });
}
