import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { AgentAssignments } from '../../apps/api/src/agents/agent-assignments.js';
import type { Tenant, World } from '../../proofs/harness/world.js';
import { startCheckedWorld } from '../trunks/checked-world.js';

const NUMBER = '+14155550150';

describe('agents', () => {
  let world: World;
  let tenant: Tenant;
  const ask = async (method: string, path = '', body?: object) =>
    world.send(method, `/api/v1/agents${path}`, { as: tenant.accessToken, ...(body === undefined ? {} : { body }) });
  const made = async (name: string): Promise<string> =>
    ((await ask('POST', '', { name, agentName: name.toLowerCase() })).body as { agentId: string }).agentId;

  beforeAll(async () => {
    ({ world } = await startCheckedWorld());
    tenant = await world.signUp('ada');
  });
  afterAll(async () => world.stop());

  it('are made, listed, renamed and deleted', async () => {
    const agentId = await made('Reception');
    expect((await ask('GET')).body).toEqual({
      agents: [expect.objectContaining({ agentId, name: 'Reception', agentName: 'reception' })],
    });
    const renamed = await ask('PATCH', `/${agentId}`, { agentName: 'front-desk' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Reception', agentName: 'front-desk' } });
    expect((await ask('DELETE', `/${agentId}`)).status).toBe(204);
    expect((await ask('DELETE', `/${agentId}`)).body).toMatchObject({ code: 'agent.not_found' });
    expect((await ask('GET')).body).toEqual({ agents: [] });
  });

  it.each([
    ['a name with a control character', { name: 'a\u0007b', agentName: 'a' }],
    ['a name LiveKit’s workers could not register under', { name: 'a', agentName: 'a b' }],
    ['no name to register under', { name: 'a' }],
  ])('are refused with %s', async (_, body) => {
    expect(await ask('POST', '', body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('have names of their own', async () => {
    const [first, second] = [await made('Sales'), await made('Support')];
    expect((await ask('POST', '', { name: 'Sales', agentName: 'x' })).body).toMatchObject({ code: 'agent.name_taken' });
    expect((await ask('PATCH', `/${second}`, { name: 'Sales' })).body).toMatchObject({ code: 'agent.name_taken' });
    for (const agentId of [first, second]) await ask('DELETE', `/${agentId}`);
  });

  it('are not deleted while a number leads to them', async () => {
    const agentId = await made('Night');
    const account = await world.newAccount();
    await world.control('POST', `/accounts/${account.accountSid}/numbers`, { numbers: [NUMBER] });
    const { credentialId } = await world.connect(tenant, account);
    const path = `/api/v1/twilio-credentials/${credentialId}/trunk/numbers`;
    const attached = await world.send('POST', path, { as: tenant.accessToken, body: { phoneNumber: NUMBER } });
    await world.runFinished(tenant.accessToken, credentialId, (attached.body as { runId: string }).runId);
    const assignments = world.api.app.get(AgentAssignments, { strict: false });
    const stranger = await world.signUp('eve');
    await expect(assignments.assign(stranger.userId, new Map([[NUMBER, agentId]]))).rejects.toMatchObject({
      code: 'agent.not_found',
    });
    const [run] = await assignments.assign(tenant.userId, new Map([[NUMBER, agentId]]));
    expect(await world.runFinished(tenant.accessToken, credentialId, run?.runId ?? '')).toBe('succeeded');
    // What is so already needs no run.
    expect(await assignments.assign(tenant.userId, new Map([[NUMBER, agentId]]))).toEqual([]);
    expect((await ask('DELETE', `/${agentId}`)).body).toMatchObject({ code: 'agent.in_use', usedBy: ['number'] });
    await assignments.assign(tenant.userId, new Map([[NUMBER, null]]));
    expect((await ask('DELETE', `/${agentId}`)).status).toBe(204);
  });

  it('are fifty at most', async () => {
    const service = world.api.app.get(TenantDatabase, { strict: false }).service();
    const many = Array.from({ length: 50 }, (_, i) => ({ user_id: tenant.userId, name: String(i), agent_name: 'a' }));
    await service.from('agents').insert(many);
    expect((await ask('POST', '', { name: 'one more', agentName: 'a' })).body).toMatchObject({
      code: 'agent.limit_reached',
    });
  });
});
