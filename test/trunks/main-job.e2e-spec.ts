import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxAccount, Tenant, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';

describe('the main job: connect, serve an agent, notice drift, repair, undo', () => {
  let checked: CheckedWorld;
  let world: World;
  let tenant: Tenant;
  let account: SandboxAccount;
  let credentialId: string;
  let before: unknown;
  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    tenant = await world.signUp('ada');
    account = await world.newAccount();
    before = await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`);
  });
  afterAll(async () => world.stop());

  it('builds a trunk from credentials', async () => {
    ({ credentialId } = await world.connect(tenant, account, { label: 'Production' }));
    const { body } = await world.send('GET', `/api/v1/twilio-credentials/${credentialId}`, { as: tenant.accessToken });
    expect(body).toMatchObject({ status: 'ready', isActive: true, label: 'Production', problem: null });
  });

  it('then has nothing left to do', async () => {
    const { body } = await world.send('GET', `/api/v1/twilio-credentials/${credentialId}/trunk/plan`, {
      as: tenant.accessToken,
    });
    expect(body).toEqual({ isEmpty: true, actions: [], notices: [] });
  });

  it('gives an agent what it dials with, by API key', async () => {
    const key = await world.send('POST', '/api/v1/api-keys', {
      as: tenant.accessToken,
      body: { name: 'agent', scopes: ['sip-config:read'] },
    });
    const { token } = key.body as { token: string };
    const answer = await world.send('GET', '/api/v1/sip-config?mode=inline', { as: token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({
      configId: credentialId,
      outbound: { ready: true, trunk: { hostname: expect.stringMatching(/\.pstn\.twilio\.com$/) } },
    });
  });

  it('notices a deleted credential list, says so, and repairs it', async () => {
    const { body: trunk } = await world.send('GET', `/api/v1/twilio-credentials/${credentialId}`, {
      as: tenant.accessToken,
    });
    const { credentialListSid } = trunk as { credentialListSid: string };
    await world.control('POST', '/edit', {
      edit: 'delete-credential-list',
      accountSid: account.accountSid,
      credentialListSid,
    });
    const verified = await world.send('POST', `/api/v1/twilio-credentials/${credentialId}/trunk/verify`, {
      as: tenant.accessToken,
    });
    const keys = (verified.body as { actions: { key: string }[] }).actions.map((action) => action.key);
    expect(keys).toContain('twilio.credential-list.create');
    const refused = await world.send('GET', '/api/v1/sip-config', { as: tenant.accessToken });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'trunk.not_ready', blockers: [{ code: 'trunk.credentials_missing' }] });

    const repair = await world.send('POST', `/api/v1/twilio-credentials/${credentialId}/trunk/repair`, {
      as: tenant.accessToken,
    });
    const { runId } = repair.body as { runId: string };
    expect(await world.runFinished(tenant.accessToken, credentialId, runId)).toBe('succeeded');
    const ready = await world.send('GET', '/api/v1/sip-config', { as: tenant.accessToken });
    expect(ready.status).toBe(200);
  });

  it('leaves the account as it was', async () => {
    const answer = await world.send('DELETE', `/api/v1/twilio-credentials/${credentialId}`, { as: tenant.accessToken });
    expect(answer.status).toBe(202);
    const { runId } = answer.body as { runId: string };
    expect(await world.runFinished(tenant.accessToken, credentialId, runId)).toBe('succeeded');
    expect(await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`)).toEqual(before);
    const gone = await world.send('GET', `/api/v1/twilio-credentials/${credentialId}`, { as: tenant.accessToken });
    expect(gone.status).toBe(404);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
