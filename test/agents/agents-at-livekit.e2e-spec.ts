import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentAssignments } from '../../apps/api/src/agents/agent-assignments.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import type { Answer, World } from '../../proofs/harness/world.js';
import { startCheckedWorld } from '../trunks/checked-world.js';

const [FIRST, SECOND, THIRD] = ['+14155550131', '+14155550132', '+14155550133'] as const;

interface Trunk {
  readonly sip_trunk_id: string;
  readonly numbers: readonly string[];
  readonly auth_username: string;
  readonly auth_password: string;
  readonly headers_to_attributes: Readonly<Record<string, string>>;
  readonly metadata: string;
}
interface Rule {
  readonly trunk_ids: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly room_config: { readonly agents: readonly { readonly agent_name: string; readonly metadata: string }[] };
}

describe('agents at LiveKit', () => {
  let world: World;
  let one: TenantAccount;
  const agents = { day: '', night: '' };

  const send = async (method: string, path: string, body?: object): Promise<Answer> =>
    world.send(method, `/api/v1${path}`, { as: one.tenant.accessToken, ...(body === undefined ? {} : { body }) });
  const livekit = async (): Promise<{ trunks: Trunk[]; rules: Rule[] }> => {
    const state = await world.control<{ inbound_trunks: Record<string, Trunk>; dispatch_rules: Record<string, Rule> }>(
      'GET',
      '/state/livekit?dates=0',
    );
    return { trunks: Object.values(state.inbound_trunks), rules: Object.values(state.dispatch_rules) };
  };
  /** Whom callers dial, and the agent that answers there. */
  const answered = async (): Promise<Record<string, string>> => {
    const { trunks, rules } = await livekit();
    const agentOn = (trunk: Trunk): string =>
      rules
        .filter((rule) => rule.trunk_ids.includes(trunk.sip_trunk_id))
        .flatMap((rule) => rule.room_config.agents.map((agent) => agent.agent_name))
        .join();
    return Object.fromEntries(
      trunks.flatMap((trunk) =>
        trunk.numbers.map((number) => [number.slice(0, 2) === 'tl' ? 'user' : number, agentOn(trunk)]),
      ),
    ) as Record<string, string>;
  };
  const settled = async (): Promise<void> => {
    const { body } = await send('GET', `/twilio-credentials/${one.credentialId}/trunk`);
    const [run] = (body as { runs: { runId: string }[] }).runs;
    expect(await world.runFinished(one.tenant.accessToken, one.credentialId, run?.runId ?? '')).toBe('succeeded');
  };
  const assign = async (assignments: Readonly<Record<string, string | null>>): Promise<void> => {
    await world.api.app
      .get(AgentAssignments, { strict: false })
      .assign(one.tenant.userId, new Map(Object.entries(assignments)));
    await settled();
  };
  const verified = async (): Promise<{ isEmpty: boolean; actions: { summary: string }[] }> =>
    (await send('POST', `/twilio-credentials/${one.credentialId}/trunk/verify`)).body as never;

  beforeAll(async () => {
    ({ world } = await startCheckedWorld());
    one = await TenantAccount.make(world, 'agents');
    await world.control('POST', `/accounts/${one.account.accountSid}/numbers`, { numbers: [FIRST, SECOND, THIRD] });
    await one.connect();
    for (const [key, name] of [
      ['day', 'Day'],
      ['night', 'Night'],
    ] as const) {
      const made = await send('POST', '/agents', { name, agentName: key });
      agents[key] = (made.body as { agentId: string }).agentId;
    }
    for (const phoneNumber of [FIRST, SECOND]) {
      await one.finished(await send('POST', `/twilio-credentials/${one.credentialId}/trunk/numbers`, { phoneNumber }));
    }
  });
  afterAll(async () => world.stop());

  it('answer nothing until a number is theirs: the installation’s own agent does, as it did before there were any', async () => {
    expect(await answered()).toEqual({ [FIRST]: 'trunkline-agent', [SECOND]: 'trunkline-agent' });
    const { trunks } = await livekit();
    expect(trunks.map(({ metadata }) => Object.keys(JSON.parse(metadata) as object))).toEqual([
      ['managedBy', 'installation', 'tenantId', 'credentialId'],
    ]);
  });

  it('get their numbers, each on a trunk and a rule of their own that say whose they are', async () => {
    const before = await livekit();
    await assign({ [FIRST]: agents.day });
    expect(await answered()).toEqual({ [FIRST]: 'day', [SECOND]: 'trunkline-agent' });
    const { trunks, rules } = await livekit();
    // What was there is changed, not made anew.
    expect(trunks.map((trunk) => trunk.sip_trunk_id)).toContain(before.trunks[0]?.sip_trunk_id);
    const mark = { agentId: agents.day, plane: 'trunk', credentialId: one.credentialId, tenantId: one.tenant.userId };
    const trunk = trunks.find(({ numbers }) => numbers.includes(FIRST));
    expect(JSON.parse(trunk?.metadata ?? '')).toMatchObject(mark);
    const rule = rules.find(({ trunk_ids: ids }) => ids.includes(trunk?.sip_trunk_id ?? ''));
    expect(rule?.attributes).toMatchObject({ agentId: agents.day, tenantId: one.tenant.userId });
    expect(JSON.parse(rule?.room_config.agents[0]?.metadata ?? '')).toMatchObject(mark);
    expect(await verified()).toMatchObject({ isEmpty: true });
  });

  it('exchange numbers, and the side of one that answers none is gone', async () => {
    await assign({ [FIRST]: agents.day, [SECOND]: agents.night });
    await assign({ [FIRST]: agents.night, [SECOND]: agents.day });
    expect(await answered()).toEqual({ [FIRST]: 'night', [SECOND]: 'day' });
    await assign({ [FIRST]: agents.night, [SECOND]: agents.night });
    expect(await answered()).toEqual({ [FIRST]: 'night', [SECOND]: 'night' });
    const { trunks, rules } = await livekit();
    expect([trunks.length, rules.length]).toEqual([1, 1]);
    expect(await verified()).toMatchObject({ isEmpty: true });
  });

  it('are renamed at LiveKit too', async () => {
    await send('PATCH', `/agents/${agents.night}`, { agentName: 'late' });
    await settled();
    expect(await answered()).toEqual({ [FIRST]: 'late', [SECOND]: 'late' });
  });

  it('are named where their side was changed by somebody', async () => {
    const { trunks } = await livekit();
    const edit = { trunkId: trunks[0]?.sip_trunk_id, fields: { allowed_numbers: ['+19995550100'] } };
    await world.control('POST', '/edit', { edit: 'livekit-change-inbound-trunk', ...edit });
    const sentence = 'Set allowedNumbers of the LiveKit inbound trunk for the agent “late”.';
    expect((await verified()).actions.map(({ summary }) => summary)).toEqual([sentence]);
    await one.finished(await send('POST', `/twilio-credentials/${one.credentialId}/trunk/repair`));
    expect(await verified()).toMatchObject({ isEmpty: true });
  });

  it('have a SIP user each once a number is answered by webhooks, and a new agent gets one at once', async () => {
    await send('POST', '/phone-numbers/import', {});
    const { numbers } = (await send('GET', '/phone-numbers')).body as {
      numbers: { numberId: string; phoneNumber: string }[];
    };
    const third = numbers.find(({ phoneNumber }) => phoneNumber === THIRD)?.numberId ?? '';
    await one.finished(await send('POST', `/phone-numbers/${third}/plane`, { plane: 'webhook', confirm: true }));
    const users = async (): Promise<Trunk[]> => (await livekit()).trunks.filter((trunk) => trunk.auth_username !== '');
    expect(await users()).toHaveLength(2);
    for (const trunk of await users()) {
      expect(trunk.numbers).toEqual([trunk.auth_username]);
      expect(trunk.auth_username).toMatch(/^tl[0-9a-f]{20}$/);
      expect(trunk.auth_password).toMatch(/^[A-Za-z0-9]{24}$/);
      expect(trunk.headers_to_attributes).toEqual({ 'X-Trunkline-Called': 'trunkline.called' });
    }
    // What is answered by webhooks is not on the trunk, and agents are told so.
    const { inbound } = (await send('GET', '/sip-config')).body as {
      inbound: { ready: boolean; numbers: string[]; sides: { plane: string; agentName: string; ready: boolean }[] };
    };
    expect(inbound).toMatchObject({ ready: true, numbers: [FIRST, SECOND] });
    expect(inbound.sides.map(({ plane, agentName }) => `${plane} ${agentName}`).toSorted()).toEqual([
      'trunk late',
      'webhook day',
      'webhook late',
    ]);
    const made = await send('POST', '/agents', { name: 'Third', agentName: 'third' });
    await settled();
    expect(await users()).toHaveLength(3);
    expect(await verified()).toMatchObject({ isEmpty: true });
    const { agentId } = made.body as { agentId: string };
    expect((await send('DELETE', `/agents/${agentId}`)).status).toBe(204);
    await settled();
    expect(await users()).toHaveLength(2);
  });

  it('get their passwords back where somebody changed one', async () => {
    const [trunk] = (await livekit()).trunks.filter(({ auth_username: user }) => user !== '');
    const edit = { trunkId: trunk?.sip_trunk_id, fields: { auth_password: 'by-hand' } };
    await world.control('POST', '/edit', { edit: 'livekit-change-inbound-trunk', ...edit });
    expect((await verified()).actions.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(
        /^Set authPassword of the LiveKit inbound trunk for the agent “.*” on the webhook plane\.$/,
      ),
    ]);
    await one.finished(await send('POST', `/twilio-credentials/${one.credentialId}/trunk/repair`));
    const now = (await livekit()).trunks.find(({ sip_trunk_id: id }) => id === trunk?.sip_trunk_id);
    expect(now?.auth_password).toBe(trunk?.auth_password);
  });

  it('leave nothing at LiveKit when their account is disconnected, and no password with us', async () => {
    await one.finished(await send('DELETE', `/twilio-credentials/${one.credentialId}`));
    expect(await livekit()).toEqual({ trunks: [], rules: [] });
    const service = world.api.app.get(TenantDatabase, { strict: false }).service();
    const { data } = await service.from('agent_endpoints').select('id').eq('user_id', one.tenant.userId);
    expect(data).toEqual([]);
    for (const agentId of Object.values(agents)) expect((await send('DELETE', `/agents/${agentId}`)).status).toBe(204);
  });
});
