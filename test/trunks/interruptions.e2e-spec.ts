import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startApi } from '../../apps/api/src/start-api.js';
import { sandboxEnvironment } from '../../proofs/harness/world.js';
import { quicken, startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { oneOfEach } from './one-of-each.js';
import { TenantAccount } from './tenant-account.js';
import { until } from './until.js';

const ONE = { trunks: 1, lists: 1, credentials: 1, mappings: 1, urls: 1, outbound: 1, samePassword: true };
const LATENCY_MS = 60;

interface Logged {
  readonly id: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: number;
}

describe('a run that is interrupted', () => {
  let checked: CheckedWorld;
  let one: TenantAccount;
  let before: unknown;
  let made = 0;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  beforeEach(async () => {
    made += 1;
    one = await TenantAccount.make(checked.world, `interrupted-${made}`);
    before = await one.state();
    await one.fault('latency', { ms: LATENCY_MS });
  });
  afterAll(async () => checked.world.stop());

  const requests = async (query: string): Promise<readonly Logged[]> =>
    (
      await checked.world.control<{ requests: Logged[] }>(
        'GET',
        `/requests?vendor=twilio&account=${one.account.accountSid}&${query}`,
      )
    ).requests;
  const rotatedAtTwilio = async (): Promise<string> => {
    const { authToken } = await checked.world.control<{ authToken: string }>(
      'POST',
      `/accounts/${one.account.accountSid}`,
      { rotateAuthToken: true },
    );
    return authToken;
  };

  it.each([
    ['revoked-token', 'twilio.credentials_rejected'],
    ['suspended-account', 'twilio.account_suspended'],
  ])('starts no further change after %s', async (kind, code) => {
    const fault = await one.fault(kind, { method: 'POST', path: '^/v1/Trunks$' });
    const submitted = await one.submit();
    one.credentialId = (submitted.body as { credential: { credentialId: string } }).credential.credentialId;
    expect(await one.finished(submitted)).toBe('failed');
    expect(await one.credential()).toMatchObject({ status: 'needs_attention', problem: { code } });
    const [refused] = (await requests('mutating=1')).filter(({ status }) => status === 401 || status === 403);
    const answeredAt = Date.parse(refused?.startedAt ?? '') + (refused?.durationMs ?? 0);
    const later = (await requests('mutating=1')).filter(({ startedAt }) => Date.parse(startedAt) > answeredAt + 5);
    expect(later).toEqual([]);
    await checked.world.control('DELETE', `/faults/${fault.id}`);
  });

  it('goes on to ready once the new auth token is stored', async () => {
    await one.fault('revoked-token', { skip: 8, times: 30 });
    const submitted = await one.submit();
    one.credentialId = (submitted.body as { credential: { credentialId: string } }).credential.credentialId;
    expect(await one.finished(submitted)).toBe('failed');
    await checked.world.control('DELETE', '/faults');
    const answer = await one.post('/rotate-auth-token', { authToken: await rotatedAtTwilio() });
    expect(answer.status).toBe(200);
    await until(async () => (await one.credential())['status'] === 'ready');
    expect(await oneOfEach(one)).toMatchObject(ONE);
  });

  it('leaves nothing behind when the account is disconnected while its trunk is being made and lists lag', async () => {
    quicken(checked.world.api, 1);
    await one.fault('list-lag', { ms: 1_500 });
    const submitted = await one.submit();
    one.credentialId = (submitted.body as { credential: { credentialId: string } }).credential.credentialId;
    await until(async () => (await requests('method=POST&path=%5E/v1/Trunks%24')).length > 0);
    expect(await one.disconnect()).toBe('succeeded');
    quicken(checked.world.api);
    expect(await one.state()).toEqual(before);
    expect(await one.livekit()).toEqual({ outbound: [], inbound: 0, rules: 0 });
  });

  it('stays an undo when the token is refused, and ends as one with the new token', async () => {
    await one.connect();
    const authToken = await rotatedAtTwilio();
    expect(await one.disconnect()).toBe('failed');
    expect(await one.credential()).toMatchObject({
      status: 'disconnecting',
      problem: { code: 'twilio.credentials_rejected' },
    });
    expect((await one.post('/trunk/repair')).body).toMatchObject({ code: 'credential.disconnecting' });
    expect((await one.post('/rotate-auth-token', { authToken })).status).toBe(200);
    await until(async () => (await one.get('/')).status === 404);
    expect(strip(await one.state())).toEqual(strip(before));
  });

  it('is told apart from nothing at all: abandoning forgets the account although nobody can sign in', async () => {
    await one.connect();
    const { sid } = await one.trunk();
    await rotatedAtTwilio();
    const abandoned = await one.send('DELETE', '/?abandon=true');
    expect(await one.finished(abandoned)).toBe('succeeded');
    // What is left there is told.
    const { runId } = abandoned.body as { runId: string };
    expect((await one.get(`/trunk/runs/${runId}`)).text).toContain(sid);
    expect((await one.get('/')).status).toBe(404);
    expect(await one.livekit()).toEqual({ outbound: [], inbound: 0, rules: 0 });
    expect(Object.keys((await one.state()).trunks)).toHaveLength(1);
  });

  it('learns from the clock that it stood still for longer than its lease, and asks no vendor anything more', async () => {
    const { now } = Date;
    await one.fault('latency', { method: 'POST', path: '^/v1/Trunks$', ms: 300 });
    const submitted = await one.submit();
    one.credentialId = (submitted.body as { credential: { credentialId: string } }).credential.credentialId;
    await until(async () => (await requests('method=POST&path=%5E/v1/Trunks%24')).length > 0);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    try {
      await until(async () => Promise.resolve(checked.world.log.lines.some((line) => line.includes('run.lease_lost'))));
    } finally {
      clock.mockRestore();
    }
    expect(await one.finished(submitted)).toBe('succeeded');
    expect(await oneOfEach(one)).toMatchObject(ONE);
  });

  it('goes on in the next process', async () => {
    const submitted = await one.submit();
    one.credentialId = (submitted.body as { credential: { credentialId: string } }).credential.credentialId;
    await until(async () => (await requests('method=POST')).length > 1);
    await checked.world.api.close();
    const environment = { ...sandboxEnvironment(checked.world.sandbox), DATA_DIR: checked.world.dataDir };
    const api = await startApi(environment, checked.world.log);
    quicken(api);
    Object.assign(checked.world, { api });
    expect(await one.finished(submitted)).toBe('succeeded');
    expect(await oneOfEach(one)).toMatchObject(ONE);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});

/** Without the token, which somebody rotated meanwhile. */
function strip(state: unknown): object {
  return { ...(state as object), authToken: null };
}
