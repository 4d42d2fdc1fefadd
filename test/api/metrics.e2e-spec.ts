import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../../proofs/harness/world.js';
import { TenantAccount } from '../trunks/tenant-account.js';

const TOKEN = 'metrics-test-4f9d0c7b2e6a8153';

/** The samples of a scrape by their name and labels. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

async function scrape(world: World): Promise<Map<string, number>> {
  const answer = await world.send('GET', '/metrics', { as: TOKEN });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return samplesOf(answer.text);
}

describe('/metrics', () => {
  let world: World;
  let one: TenantAccount;
  beforeAll(async () => {
    world = await World.start({ METRICS_TOKEN: TOKEN });
    one = await TenantAccount.make(world, 'ada');
  });
  afterAll(async () => world.stop());

  it('is there for the operator only, and counts who else tries', async () => {
    const before = await scrape(world);
    const refused = 'trunkline_auth_failures_total{credential="metrics token",reason="unknown"}';
    for (const as of ['wrong-token', one.tenant.accessToken]) {
      const answer = await world.send('GET', '/metrics', { as });
      expect([answer.status, answer.body]).toEqual([401, expect.objectContaining({ code: 'auth.invalid_token' })]);
    }
    expect((await world.send('GET', '/metrics')).status).toBe(401);
    expect(((await scrape(world)).get(refused) ?? 0) - (before.get(refused) ?? 0)).toBe(2);
  });

  it('does not exist where no token is set', async () => {
    const closed = await World.start();
    try {
      expect((await closed.send('GET', '/metrics', { as: TOKEN })).body).toMatchObject({ code: 'route.not_found' });
    } finally {
      await closed.stop();
    }
  });

  it('tells requests, runs, steps and vendor calls apart, by names known beforehand', async () => {
    await one.fault('500', { method: 'POST', times: 1 });
    await one.connect();
    await one.get('/trunk');
    await world.send('GET', '/api/v1/twilio-credentials', { as: 'no-token-at-all' });
    const samples = await scrape(world);
    const trunk = 'method="GET",route="/api/v1/twilio-credentials/:credentialId/trunk",status="2xx"';
    expect(samples.get(`trunkline_http_request_duration_seconds_count{${trunk}}`)).toBe(1);
    expect(samples.get('trunkline_run_attempts_total{kind="connect",result="succeeded"}')).toBe(1);
    expect(samples.get('trunkline_run_duration_seconds_count{kind="connect",result="succeeded"}')).toBe(1);
    expect(samples.get('trunkline_run_step_failures_total{code="twilio.unavailable"}')).toBe(1);
    expect(samples.get('trunkline_record_progress_duration_seconds_count')).toBeGreaterThan(3);
    const created = 'vendor="twilio",operation="POST trunking.twilio.com/v1/Trunks",outcome="ok"';
    expect(samples.get(`trunkline_vendor_call_duration_seconds_count{${created}}`)).toBe(1);
    expect([...samples.keys()].filter((key) => key.includes('_call_duration_seconds_count'))).toEqual(
      expect.arrayContaining([
        expect.stringContaining('outcome="twilio.unavailable"'),
        expect.stringContaining('vendor="livekit",operation="create-outbound-trunk",outcome="ok"'),
      ]),
    );
    expect(samples.get('trunkline_auth_failures_total{credential="token",reason="not a token"}')).toBe(1);
    expect(samples.get('trunkline_runs_open{status="queued"}')).toBe(0);
    expect(samples.get('trunkline_run_oldest_due_seconds')).toBe(0);
    expect(samples.get('trunkline_ready{component="database"}')).toBe(1);
    expect(samples.get('process_start_time_seconds')).toBeGreaterThan(0);
  });

  it('grows by no series however many tenants, ids and paths there are', async () => {
    const before = (await scrape(world)).size;
    const other = await TenantAccount.make(world, 'bob');
    for (const path of ['/a', '/b', `/api/v1/twilio-credentials/${'0'.repeat(36)}`, '/api/v1/c?d=e']) {
      await world.send('GET', path, { as: other.tenant.accessToken });
    }
    const grown = await scrape(world);
    await other.connect();
    await other.get('/trunk');
    await world.send('GET', '/api/v1/elsewhere', { as: other.tenant.accessToken });
    const after = await scrape(world);
    expect([...after.keys()].filter((key) => !grown.has(key))).toEqual([]);
    expect(grown.size - before).toBeLessThan(60);
    const names = [...after.keys()].join('\n');
    for (const id of [other.tenant.userId, other.credentialId, other.account.accountSid]) {
      expect(names).not.toContain(id);
    }
  });
});
