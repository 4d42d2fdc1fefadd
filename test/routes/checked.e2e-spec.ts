import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, SandboxAccount, Tenant, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const ON_TRUNK = '+4930123456';
const RICHER = '+4930123457';
const ELSEWHERE = '+4930123458';

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly where: { readonly kind: string; readonly id: string | null };
  readonly fix: string;
}

interface LiveKitState {
  readonly dispatch_rules: Record<string, { room_config?: { agents?: { agent_name: string }[] } }>;
}

describe('a draft of a tenant with numbers', () => {
  let checked: CheckedWorld;
  let world: World;
  let tenant: Tenant;
  let account: SandboxAccount;
  let credentialId: string;
  const send = (method: string, path: string, body?: object): Promise<Answer> =>
    world.send(method, `/api/v1${path}`, { as: tenant.accessToken, ...(body === undefined ? {} : { body }) });
  const findings = async (): Promise<Finding[]> =>
    ((await send('POST', '/routing/check')).body as { findings: Finding[] }).findings;
  const newAgent = async (name: string): Promise<string> =>
    ((await send('POST', '/agents', { name, agentName: name })).body as { agentId: string }).agentId;
  const finished = async (runId: string): Promise<string> => world.runFinished(tenant.accessToken, credentialId, runId);

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    tenant = await world.signUp('grace');
    account = await world.newAccount();
    await world.control('POST', `/accounts/${account.accountSid}/numbers`, { numbers: [ON_TRUNK, RICHER] });
    ({ credentialId } = await world.connect(tenant, account));
    for (const phoneNumber of [ON_TRUNK, RICHER]) {
      const attached = await send('POST', `/twilio-credentials/${credentialId}/trunk/numbers`, { phoneNumber });
      await finished((attached.body as { runId: string }).runId);
    }
  });
  afterAll(async () => {
    await world.stop();
  });

  it('allows by default the countries of its own numbers and LiveKit’s host, and nothing else', async () => {
    expect((await send('GET', '/routing')).body).toMatchObject({
      policy: { countries: ['DE'], sipHosts: [], allowedPrefixes: [], allowPremium: false },
    });
  });

  it('cannot be published while it leads in a circle or to a forbidden place, and what is in force stays', async () => {
    const make = async (name: string, target: object): Promise<string> =>
      ((await send('POST', '/destinations', { name, target })).body as { destinationId: string }).destinationId;
    const [one, two] = [
      await make('One', { kind: 'client', identity: 'one' }),
      await make('Two', { kind: 'number', number: '+881612345678' }),
    ];
    const leadTo = async (id: string, name: string, target: object, destinationId: string): Promise<Answer> =>
      send('PUT', `/destinations/${id}`, { name, target, next: { kind: 'destination', destinationId } });
    await leadTo(one, 'One', { kind: 'client', identity: 'one' }, two);
    await leadTo(two, 'Two', { kind: 'number', number: '+881612345678' }, one);
    await send('PUT', `/routes/${ELSEWHERE}`, {
      target: { kind: 'client', identity: 'ada' },
      onBusy: { kind: 'destination', destinationId: one },
    });
    const refused = await send('POST', '/routing/publish', {});
    expect(refused).toMatchObject({ status: 422, body: { code: 'routing.not_publishable' } });
    const { findings: shown } = refused.body as { findings: Finding[] };
    const errors = shown.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).toEqual(expect.arrayContaining(['loop', 'number_forbidden']));
    expect(shown.slice(0, errors.length).every(({ severity }) => severity === 'error')).toBe(true);
    expect((await send('GET', '/routing')).body).toMatchObject({ publishedVersion: null });
    expect((await send('GET', '/routing/versions')).body).toMatchObject({ items: [] });
    expect((await send('POST', '/routing/check')).body).toMatchObject({ isPublishable: false, findings: shown });
    await send('DELETE', `/routes/${ELSEWHERE}`);
    await leadTo(one, 'One', { kind: 'client', identity: 'one' }, one);
    await send('DELETE', `/destinations/${two}`);
    await send('PUT', `/destinations/${one}`, { name: 'One', target: { kind: 'client', identity: 'one' } });
    await send('DELETE', `/destinations/${one}`);
  });

  it('says which plane each number needs, and how to get there', async () => {
    const agentId = await newAgent('front');
    await send('PUT', `/routes/${ON_TRUNK}`, { target: { kind: 'agent', agentId } });
    await send('PUT', `/routes/${RICHER}`, { target: { kind: 'agent', agentId }, onBusy: { kind: 'hangup' } });
    const check = (await send('POST', '/routing/check')).body as { numbers: object[]; isPublishable: boolean };
    expect(check).toMatchObject({
      isPublishable: true,
      numbers: [
        { phoneNumber: ON_TRUNK, plane: 'trunk', recommendedPlane: 'trunk' },
        { phoneNumber: RICHER, plane: 'trunk', recommendedPlane: 'webhook' },
      ],
    });
    const bypassed = (await findings()).filter(({ code }) => code === 'number_on_trunk');
    expect(bypassed.map(({ where, severity }) => [where.id, severity])).toEqual([[RICHER, 'warning']]);
    expect(bypassed[0]?.fix).toMatch(/POST \/api\/v1\/phone-numbers\/[0-9a-f-]{36}\/plane/);
    await send('PUT', `/routes/${ELSEWHERE}`, { target: { kind: 'client', identity: 'ada' } });
    expect((await findings()).map(({ code, where }) => [code, where.id])).toContainEqual([
      'number_not_owned',
      ELSEWHERE,
    ]);
    await send('DELETE', `/routes/${ELSEWHERE}`);
  });

  it('lets LiveKit answer a number on the trunk with the agent of its route, after publishing and after going back', async () => {
    const ruled = async (): Promise<(string | undefined)[]> => {
      const { dispatch_rules: rules } = await world.control<LiveKitState>('GET', '/state/livekit?dates=0');
      return Object.values(rules).flatMap(({ room_config: room }) => room?.agents?.map((agent) => agent.agent_name));
    };
    const publish = async (path: string, body: object): Promise<{ version: number; runs: { runId: string }[] }> => {
      const { body: published } = await send('POST', path, body);
      const { version, runs } = published as { version: number; runs: { runId: string }[] };
      for (const { runId } of runs) expect(await finished(runId)).toBe('succeeded');
      return { version, runs };
    };
    const first = await publish('/routing/publish', {});
    expect(first.runs).toHaveLength(1);
    expect(await ruled()).toContain('front');
    expect((await publish('/routing/publish', {})).runs).toEqual([]);

    const night = await newAgent('night');
    await send('PUT', `/routes/${ON_TRUNK}`, { target: { kind: 'agent', agentId: night } });
    await publish('/routing/publish', {});
    expect(await ruled()).toContain('night');
    expect(await ruled()).not.toContain('front');

    await publish('/routing/rollback', { version: first.version });
    expect(await ruled()).toContain('front');
    expect(await ruled()).not.toContain('night');
    expect(await checked.findings()).toEqual([]);
  });
});
