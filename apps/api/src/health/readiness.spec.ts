import { describe, expect, it } from '@jest/globals';
import type { Supabase } from '@app/supabase';
import type { CallsSpool } from '../calls/calls-spool.js';
import type { EncryptionCanaries } from '../database/encryption-canaries.js';
import { Metrics } from '../metrics/metrics.js';
import { Problem } from '../problems/problem.js';
import { HealthService } from './health.service.js';
import { Readiness, verdictOf, type Components, type Verdict } from './readiness.js';

const fine = async (): Promise<void> => {};
const broken = async (): Promise<void> => Promise.reject(new Error('connection string postgres://user:hunter2@db'));

function readinessOf(
  ping: () => Promise<void>,
  areIntact: () => Promise<boolean>,
  count = { pings: 0 },
  check = fine,
): Readiness {
  const supabase = {
    checkMigrations: fine,
    ping: async () => {
      count.pings += 1;
      return ping();
    },
  };
  return new Readiness(
    supabase as unknown as Supabase,
    { areIntact } as unknown as EncryptionCanaries,
    { check } as unknown as CallsSpool,
    new Metrics(),
  );
}

describe('readiness', () => {
  it.each<readonly [string, () => Promise<void>, () => Promise<boolean>, object, () => Promise<void>]>([
    ['a database that is away', broken, async () => true, { database: 'failing', encryption: 'ok' }, fine],
    ['a key that no longer opens its canary', fine, async () => false, { database: 'ok', encryption: 'failing' }, fine],
    ['a disk that takes no events', fine, async () => true, { database: 'ok', spool: 'failing' }, broken],
  ])('%s is named, and nothing more', async (_, ping, areIntact, components, check) => {
    const attempt = new HealthService(readinessOf(ping, areIntact, undefined, check)).ready();
    const problem = await attempt.catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code: 'service.not_ready', extensions: { components } });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it.each<readonly [string, Partial<Components>, boolean, Verdict]>([
    ['all is well', {}, false, 'ok'],
    ['the database is away, and was there before', { database: 'failing', migrations: 'failing' }, true, 'degraded'],
    ['the database has never been seen', { database: 'failing' }, false, 'not-ready'],
    ['events can be kept nowhere', { database: 'failing', spool: 'failing' }, true, 'not-ready'],
    ['a key does not open its canary', { encryption: 'failing' }, true, 'not-ready'],
    ['migrations are missing', { migrations: 'failing' }, true, 'not-ready'],
  ])('%s', (_, found, wasReady, verdict) => {
    const fineAll = { database: 'ok', migrations: 'ok', encryption: 'ok', spool: 'ok' } as const;
    expect(verdictOf({ ...fineAll, ...found }, wasReady)).toBe(verdict);
  });

  it('asks the database at most once a second, however often it is asked itself', async () => {
    const count = { pings: 0 };
    const readiness = readinessOf(fine, async () => true, count);
    await Promise.all(Array.from({ length: 50 }, async () => readiness.components(1_000)));
    expect(count.pings).toBe(1);
    await readiness.components(2_001);
    expect(count.pings).toBe(2);
  });

  it('is over from the moment of draining', async () => {
    const readiness = readinessOf(fine, async () => true);
    readiness.drain();
    await expect(new HealthService(readiness).ready()).rejects.toMatchObject({
      code: 'service.shutting_down',
      status: 503,
    });
  });
});
