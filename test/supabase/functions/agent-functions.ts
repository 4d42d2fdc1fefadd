import { expect, it } from '@jest/globals';
import { randomInt, randomUUID } from 'node:crypto';
import type { Json } from '@app/supabase';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows, type Owned } from './rows.js';

/** Agents, their endpoints, and which agent answers a number. */
export function agentFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;

  const agent = async ({ userId }: Pick<Owned, 'userId'>): Promise<string> => {
    const id = randomUUID();
    unwrap(await service.from('agents').insert({ id, user_id: userId, name: id, agent_name: `agent-${id}` }));
    return id;
  };
  const number = async ({ userId, credentialId }: Owned, plane: 'trunk' | 'webhook'): Promise<string> => {
    const phoneNumber = `+1555${String(randomInt(1e6, 1e7))}`;
    const row = { user_id: userId, credential_id: credentialId, phone_number: phoneNumber, plane };
    unwrap(await service.from('user_phone_numbers').insert({ ...row, phone_number_sid: randomUUID() }));
    return phoneNumber;
  };
  const inbound = async ({ userId, credentialId }: Owned) =>
    unwrap(await service.rpc('inbound_agents', { p_user_id: userId, p_credential_id: credentialId }));
  const endpoint = async ({ userId, credentialId }: Owned, agentId: string): Promise<boolean> =>
    unwrap(
      await service.rpc('create_agent_endpoint', {
        p_id: randomUUID(),
        p_user_id: userId,
        p_credential_id: credentialId,
        p_agent_id: agentId,
        p_sip_user: randomUUID(),
        p_sip_password: 'sealed',
      }),
    );
  const remove = async (userId: string, agentId: string): Promise<string[]> =>
    unwrap(await service.rpc('delete_agent', { p_user_id: userId, p_agent_id: agentId })).map(credentialOf);
  const assign = async (userId: string, assignments: Json): Promise<string[]> =>
    unwrap(await service.rpc('assign_agents', { p_user_id: userId, p_assignments: assignments })).map(credentialOf);
  const refusal = async (
    asked: Promise<unknown>,
    code: string,
    detail = expect.anything() as unknown,
  ): Promise<void> => {
    await expect(asked).rejects.toMatchObject({ code, detail });
  };
  const endpointsOf = async ({ credentialId }: Owned): Promise<number> =>
    unwrap(await service.from('agent_endpoints').select('id').eq('credential_id', credentialId)).length;

  it('concern a credential’s inbound side when they answer a number, or when a number is on the webhook plane', async () => {
    const owned = await rows.credential();
    const [answering, other] = [await agent(owned), await agent(owned)];
    const stranger = await rows.credential();
    await agent(stranger);
    expect(await inbound(owned)).toEqual([]);
    const [first, second] = [await number(owned, 'trunk'), await number(owned, 'trunk')].toSorted();
    await assign(owned.userId, [
      { phone_number: first, agent_id: answering },
      { phone_number: second, agent_id: answering },
    ]);
    const expected = { agent_id: answering, numbers: [first, second], needs_endpoint: false, endpoint_id: null };
    expect(await inbound(owned)).toEqual([expect.objectContaining(expected)]);
    await number(owned, 'webhook');
    const seen = async () =>
      Object.fromEntries((await inbound(owned)).map((row) => [row.agent_id, [row.numbers.length, row.needs_endpoint]]));
    expect(await seen()).toEqual({ [answering]: [2, true], [other]: [0, true] });
    expect(await endpoint(owned, other)).toBe(true);
    expect(await seen()).toEqual({ [answering]: [2, true], [other]: [0, false] });
    expect(await inbound({ ...owned, userId: stranger.userId })).toEqual([]);
  });

  it('have one endpoint for an account, however many make one, and none for what is gone or another’s', async () => {
    const owned = await rows.credential();
    const agentId = await agent(owned);
    const made = await Promise.all(EIGHT.map(async () => endpoint(owned, agentId)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await endpointsOf(owned)).toBe(1);
    const stranger = await rows.credential();
    expect(await endpoint(owned, await agent(stranger))).toBe(false);
    expect(await endpoint({ ...owned, userId: stranger.userId }, agentId)).toBe(false);
    for (const status of ['removed', 'disconnecting', 'legacy']) {
      const gone = await rows.credential({ status });
      expect(await endpoint(gone, await agent(gone))).toBe(false);
    }
  });

  it('lose their endpoints with the credential’s other secrets', async () => {
    const [owned, kept] = [await rows.credential(), await rows.credential()];
    for (const one of [owned, kept]) await endpoint(one, await agent(one));
    for (const [one, status] of [
      [owned, 'removed'],
      [kept, 'degraded'],
    ] as const) {
      unwrap(await service.rpc('change_credential', { p_credential_id: one.credentialId, p_changes: { status } }));
    }
    expect([await endpointsOf(owned), await endpointsOf(kept)]).toEqual([0, 1]);
  });

  it('are not deleted while a number or the published document uses them', async () => {
    const owned = await rows.credential();
    const { userId } = owned;
    const agentId = await agent(owned);
    await endpoint(owned, agentId);
    const phoneNumber = await number(owned, 'trunk');
    await assign(userId, [{ phone_number: phoneNumber, agent_id: agentId }]);
    await refusal(remove(userId, agentId), 'TL007', 'number');
    await assign(userId, [{ phone_number: phoneNumber, agent_id: null }]);
    const publish = async (document: Json, expected: number | null): Promise<number | null> =>
      unwrap(
        await service.rpc('publish_routing', {
          p_user_id: userId,
          p_document: document,
          p_expected: expected,
          p_note: null,
          p_actor_kind: 'user',
          p_actor_id: userId,
        }),
      );
    const target = { kind: 'agent', agentId };
    await publish({ ringGroups: { g: { members: [{ name: 'm', target }] } } }, null);
    await refusal(remove(userId, agentId), 'TL007', 'routing');
    // Named in an older version only, and listed without being reached.
    await publish({ agents: { [agentId]: { name: 'a', agentName: 'a' } } }, 1);
    const destination = {
      user_id: userId,
      name: 'd',
      target,
      ring_seconds: 20,
      next: { kind: 'hangup' },
      transferable: false,
    };
    const { id } = unwrap(await service.from('destinations').insert(destination).select('id').single());
    await refusal(remove(userId, agentId), 'TL007', 'draft');
    unwrap(await service.from('destinations').delete().eq('id', id));
    await refusal(remove((await rows.credential()).userId, agentId), 'TL006');
    // Its endpoint's side of LiveKit goes with it.
    expect(await remove(userId, agentId)).toEqual([owned.credentialId]);
    await refusal(remove(userId, agentId), 'TL006');
    expect(await endpointsOf(owned)).toBe(0);
  });

  it('are assigned to numbers on the trunk plane, and only what changed is told', async () => {
    const [owned, stranger] = [await rows.credential(), await rows.credential()];
    const second = await rows.credential({ user_id: owned.userId });
    const agentId = await agent(owned);
    const [one, two, webhook] = [
      await number(owned, 'trunk'),
      await number(second, 'trunk'),
      await number(owned, 'webhook'),
    ];
    const foreign = await number(stranger, 'trunk');
    const wish = [one, two, webhook, foreign].map((phone) => ({ phone_number: phone, agent_id: agentId }));
    expect((await assign(owned.userId, wish)).toSorted()).toEqual([owned.credentialId, second.credentialId].toSorted());
    expect(await assign(owned.userId, wish)).toEqual([]);
    const stored = unwrap(await service.from('user_phone_numbers').select('phone_number').eq('agent_id', agentId));
    expect(stored.map((row) => row.phone_number).toSorted()).toEqual([one, two].toSorted());
    expect(await assign(owned.userId, [{ phone_number: one, agent_id: null }])).toEqual([owned.credentialId]);
    // Off the trunk plane nobody keeps the agent for it.
    unwrap(await service.from('user_phone_numbers').update({ plane: 'webhook' }).eq('phone_number', two));
    const [moved] = unwrap(await service.from('user_phone_numbers').select('agent_id').eq('phone_number', two));
    expect(moved).toEqual({ agent_id: null });
    const theirs = [{ phone_number: two, agent_id: await agent(stranger) }];
    await expect(assign(owned.userId, theirs)).rejects.toMatchObject({ code: 'TL006' });
  });

  it('open a run wherever something of theirs is at LiveKit, and none where nothing was asked for yet', async () => {
    const owned = await rows.credential();
    const { userId } = owned;
    const pending = await rows.credential({ user_id: userId, status: 'pending' });
    const leaving = await rows.credential({ user_id: userId });
    for (const one of [owned, pending, leaving]) await number(one, 'webhook');
    await rows.credential({ user_id: userId });
    await rows.open(leaving, { kind: 'disconnect' });
    const id = randomUUID();
    const names = { p_name: id, p_agent_name: 'first' };
    const create = { p_id: id, p_user_id: userId, ...names };
    const made = unwrap(await service.rpc('create_agent', create));
    expect(made).toMatchObject([{ credential_id: owned.credentialId, kind: 'apply', status: 'queued' }]);
    await expect(service.rpc('create_agent', { ...create, p_id: randomUUID() })).resolves.toMatchObject({
      error: { code: '23505' },
    });
    await endpoint(owned, id);
    const change = async (p_name: string | null, p_agent_name: string | null): Promise<string[]> =>
      unwrap(await service.rpc('change_agent', { p_user_id: userId, p_agent_id: id, p_name, p_agent_name })).map(
        credentialOf,
      );
    expect(await change('renamed', null)).toEqual([]);
    expect(await change(null, 'first')).toEqual([]);
    expect(await change(null, 'second')).toEqual([owned.credentialId]);
    const [stored] = unwrap(await service.from('agents').select('name, agent_name').eq('id', id));
    expect(stored).toEqual({ name: 'renamed', agent_name: 'second' });
    const others = { p_user_id: (await rows.credential()).userId, p_agent_id: id, p_name: 'x', p_agent_name: 'x' };
    await expect(service.rpc('change_agent', others)).resolves.toMatchObject({ error: { code: 'TL006' } });
  });
}

function credentialOf({ credential_id: credentialId }: { readonly credential_id: string }): string {
  return credentialId;
}
