import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AppLogger } from '../../apps/api/src/app-logger.js';
import { World } from '../../proofs/harness/world.js';
import { TenantAccount } from '../trunks/tenant-account.js';

type Line = Readonly<Record<string, unknown>> & { readonly event?: string; readonly requestId?: string };

/** What the process prints while something is done: every line must be one JSON object. */
async function linesOf(work: () => Promise<unknown>): Promise<Line[]> {
  let text = '';
  const keep = (part: string | Uint8Array): boolean => ((text += String(part)), true);
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
  await work();
  jest.restoreAllMocks();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

describe('log lines', () => {
  let world: World;
  let one: TenantAccount;
  beforeAll(async () => {
    world = await World.start();
    one = await TenantAccount.make(world, 'ada');
    world.api.app.useLogger(new AppLogger({ format: 'json', level: 'debug' }));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => world.stop());

  it('of a run say which run of whom it is, and which request asked for it', async () => {
    await one.fault('500', { method: 'POST', path: '^/v1/Trunks$', times: 1 });
    const lines = await linesOf(async () => {
      const answer = await one.submit({}, { 'x-request-id': 'request-of-ada-1' });
      one.credentialId = (answer.body as { credential: { credentialId: string } }).credential.credentialId;
      await one.finished(answer);
      // The attempt is told of when its lease is free again, a moment after the run's end.
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    const ofRun = lines.filter(({ event }) => event?.startsWith('run.'));
    expect(ofRun.map((line) => line['message'])).toEqual(['run.step_failed', 'run.attempted']);
    for (const line of ofRun) {
      expect(line).toMatchObject({
        tenantId: one.tenant.userId,
        credentialId: one.credentialId,
        runId: expect.any(String),
        requestId: 'request-of-ada-1',
      });
    }
    expect(ofRun).toEqual([
      expect.objectContaining({ level: 'warn', code: 'twilio.unavailable', pass: 1 }),
      expect.objectContaining({ level: 'log', result: 'succeeded' }),
    ]);
  });

  it('of a request say which it was and whose, wherever in it they come from', async () => {
    await one.fault('500', { method: 'GET', times: 40 });
    const lines = await linesOf(async () =>
      one.send('POST', '/trunk/verify', {}, { 'x-request-id': 'request-of-ada-2' }),
    );
    await world.control('DELETE', '/faults');
    const ofIt = lines.filter((line) => line['requestId'] === 'request-of-ada-2');
    expect(ofIt.map((line) => line['context'])).toEqual(['Problem', 'Request']);
    for (const line of ofIt) expect(line['tenantId']).toBe(one.tenant.userId);
  });

  it('of two tenants at once are not mixed up', async () => {
    const other = await TenantAccount.make(world, 'bob');
    const lines = await linesOf(async () =>
      Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          (index % 2 === 0 ? one : other).send(
            'POST',
            '',
            { accountSid: 'of nobody' },
            { 'x-request-id': `${index}-of-twenty` },
          ),
        ),
      ),
    );
    const owners = lines.filter(({ requestId }) => requestId?.endsWith('-of-twenty'));
    expect(owners.length).toBeGreaterThanOrEqual(20);
    expect(owners.filter((line) => line['tenantId'] === undefined)).toEqual([]);
    for (const line of owners) {
      const isAdas = Number.parseInt(line.requestId ?? '', 10) % 2 === 0;
      expect(line['tenantId']).toBe(isAdas ? one.tenant.userId : other.tenant.userId);
    }
  });

  it('are flat, and of requests that reach no route too', async () => {
    const lines = await linesOf(async () => {
      await world.send('GET', '/nowhere');
      await world.send('POST', '/api/v1/twilio-credentials', { body: '{', as: one.tenant.accessToken });
    });
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) {
      expect(line).toMatchObject({
        level: expect.any(String),
        message: expect.any(String),
        timestamp: expect.any(Number),
      });
      expect(Object.values(line).filter((value) => typeof value === 'object')).toEqual([]);
      expect(line['requestId']).toEqual(expect.any(String));
    }
  });
});
