import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxAccount, Tenant, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';

const FREE = '+14155550100';
const WITH_VOICE_URL = '+14155550101';

interface LiveKitState {
  readonly inbound_trunks: Record<string, { numbers: string[] }>;
  readonly dispatch_rules: Record<string, { trunk_ids: string[] }>;
}

describe('numbers on the trunk', () => {
  let checked: CheckedWorld;
  let world: World;
  let tenant: Tenant;
  let account: SandboxAccount;
  let credentialId: string;
  let before: unknown;
  const trunk = (): string => `/api/v1/twilio-credentials/${credentialId}/trunk`;
  const livekit = (): Promise<LiveKitState> => world.control('GET', '/state/livekit?dates=0');
  const finish = async (answer: { body: unknown }): Promise<string> =>
    world.runFinished(tenant.accessToken, credentialId, (answer.body as { runId: string }).runId);

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    tenant = await world.signUp('grace');
    account = await world.newAccount();
    await world.control('POST', `/accounts/${account.accountSid}/numbers`, {
      numbers: [FREE, { phoneNumber: WITH_VOICE_URL, voiceUrl: 'https://example.com/voice' }],
    });
    before = await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`);
    ({ credentialId } = await world.connect(tenant, account));
  });
  afterAll(async () => world.stop());

  it('has no inbound side at LiveKit without numbers', async () => {
    const state = await livekit();
    expect([Object.keys(state.inbound_trunks), Object.keys(state.dispatch_rules)]).toEqual([[], []]);
  });

  it('builds the inbound side with the first number, and an agent learns of it', async () => {
    const attached = await world.send('POST', `${trunk()}/numbers`, {
      as: tenant.accessToken,
      body: { phoneNumber: FREE },
    });
    expect(attached.status).toBe(202);
    expect(await finish(attached)).toBe('succeeded');
    const { inbound_trunks: trunks, dispatch_rules: rules } = await livekit();
    expect(Object.values(trunks).map(({ numbers }) => numbers)).toEqual([[FREE]]);
    expect(Object.values(rules).map(({ trunk_ids: ids }) => ids)).toEqual([Object.keys(trunks)]);
    const config = await world.send('GET', '/api/v1/sip-config', { as: tenant.accessToken });
    expect(config.body).toMatchObject({
      outbound: { fromNumber: FREE, allowedFromNumbers: [FREE] },
      inbound: { ready: true, numbers: [FREE] },
    });
  });

  it('says first what a number would lose', async () => {
    const answer = await world.send('POST', `${trunk()}/numbers`, {
      as: tenant.accessToken,
      body: { phoneNumber: WITH_VOICE_URL },
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'number.confirmation_needed',
      loses: ['the voice URL https://example.com/…'],
    });
  });

  it('refuses a number that the account does not own', async () => {
    const answer = await world.send('POST', `${trunk()}/numbers`, {
      as: tenant.accessToken,
      body: { phoneNumber: '+14155559999' },
    });
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'number.not_in_account']);
  });

  it('takes the inbound side down with the last number', async () => {
    const both = await world.send('POST', `${trunk()}/numbers`, {
      as: tenant.accessToken,
      body: { phoneNumber: WITH_VOICE_URL, confirm: true },
    });
    expect(await finish(both)).toBe('succeeded');
    expect(
      await finish(
        await world.send('DELETE', `${trunk()}/numbers/${encodeURIComponent(FREE)}`, { as: tenant.accessToken }),
      ),
    ).toBe('succeeded');
    expect(Object.values((await livekit()).inbound_trunks).map(({ numbers }) => numbers)).toEqual([[WITH_VOICE_URL]]);
    expect(
      await finish(
        await world.send('DELETE', `${trunk()}/numbers/${encodeURIComponent(WITH_VOICE_URL)}`, {
          as: tenant.accessToken,
        }),
      ),
    ).toBe('succeeded');
    const state = await livekit();
    expect([Object.keys(state.inbound_trunks), Object.keys(state.dispatch_rules)]).toEqual([[], []]);
  });

  it('gives numbers back as they were when the account is disconnected', async () => {
    const again = await world.send('POST', `${trunk()}/numbers`, {
      as: tenant.accessToken,
      body: { phoneNumber: WITH_VOICE_URL, confirm: true },
    });
    expect(await finish(again)).toBe('succeeded');
    expect(
      await finish(
        await world.send('DELETE', `/api/v1/twilio-credentials/${credentialId}`, { as: tenant.accessToken }),
      ),
    ).toBe('succeeded');
    expect(await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`)).toEqual(before);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
