import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';
import { sandboxEnvironment } from '../../proofs/harness/world.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { startApi, type RunningApi } from '../../apps/api/src/start-api.js';
import { Reconciler } from '../../apps/api/src/trunks/reconciler.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { looksAt } from './looks-at.js';
import { TenantAccount } from './tenant-account.js';
import { until } from './until.js';

/** Nothing falls due by itself. */
const SELDOM = '86400';

/** Makes every trunk's look due at once. */
async function makeAllDue(api: RunningApi, trunks: number): Promise<void> {
  const looks = api.app.get(TenantDatabase, { strict: false }).service();
  await until(async () => (await looks.from('trunk_looks').select('credential_id')).data?.length === trunks);
  await looks.from('trunk_looks').update({ next_look_at: '2026-01-01T00:00:00Z' }).gte('failures', 0);
}

async function tick(...apis: readonly RunningApi[]): Promise<void> {
  await Promise.all(apis.map(async (api) => api.app.get(Reconciler, { strict: false }).tick()));
}

async function connectSome(checked: CheckedWorld, count: number): Promise<TenantAccount[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => TenantAccount.connected(checked.world, `one-of-${index}`)),
  );
}

async function looksAtEach(all: readonly TenantAccount[]): Promise<number[]> {
  return Promise.all(all.map(looksAt));
}

function difference(after: readonly number[], before: readonly number[]): number[] {
  return after.map((looks, index) => looks - (before[index] ?? 0));
}

describe('the budget of one process', () => {
  it('is kept to, however many trunks are due', async () => {
    const checked = await startCheckedWorld({ RECONCILE_EVERY_SECONDS: SELDOM, RECONCILE_LOOKS_PER_MINUTE: '1' });
    try {
      const all = await connectSome(checked, 4);
      const before = await looksAtEach(all);
      const startedAt = performance.now();
      await makeAllDue(checked.world.api, all.length);
      for (let ticks = 0; ticks < 4; ticks += 1) await tick(checked.world.api);
      const taken = difference(await looksAtEach(all), before).reduce((sum, looks) => sum + looks, 0);
      expect(taken).toBeGreaterThanOrEqual(1);
      expect(taken).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedAt) / 60_000));
    } finally {
      await checked.world.stop();
    }
  });
});

describe('a reconciler that is switched off', () => {
  it('looks at nothing unasked', async () => {
    const checked = await startCheckedWorld({ RECONCILE_EVERY_SECONDS: '0' });
    try {
      const one = await TenantAccount.connected(checked.world, 'alone');
      const before = await looksAt(one);
      const looks = checked.world.api.app.get(TenantDatabase, { strict: false }).service();
      const due = { credential_id: one.credentialId, user_id: one.tenant.userId, next_look_at: '2026-01-01T00:00:00Z' };
      expect((await looks.from('trunk_looks').insert(due)).error).toBeNull();
      // Time for a few ticks, if there were any.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await looksAt(one)).toBe(before);
    } finally {
      await checked.world.stop();
    }
  });
});

const server = await startThrowawayPostgres();
const onPostgres = server === undefined ? describe.skip : describe;

onPostgres('two processes on one PostgreSQL', () => {
  let checked: CheckedWorld;
  let second: RunningApi;
  beforeAll(async () => {
    const environment = {
      RECONCILE_EVERY_SECONDS: SELDOM,
      RECONCILE_LOOKS_PER_MINUTE: '60',
      ...(server === undefined ? {} : { DATABASE_URL: server.url }),
    };
    checked = await startCheckedWorld(environment);
    const { world } = checked;
    second = await startApi(
      { ...sandboxEnvironment(world.sandbox), DATA_DIR: world.dataDir, ...environment },
      world.log,
    );
  });
  afterAll(async () => {
    await second.close();
    await checked.world.stop();
    await server?.stop();
  });

  it('share the looks, and never take the same one', async () => {
    const all = await connectSome(checked, 12);
    const before = await looksAtEach(all);
    await makeAllDue(second, all.length);
    await tick(checked.world.api, second);
    // What one had no budget for is taken by the other, or by a later tick of either.
    await until(async () => difference(await looksAtEach(all), before).every((looks) => looks > 0));
    await tick(checked.world.api, second);
    expect(difference(await looksAtEach(all), before)).toEqual(all.map(() => 1));
  });
});
