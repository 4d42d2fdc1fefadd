import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pauses } from '../../apps/api/src/trunks/pauses.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { TenantAccount } from './tenant-account.js';
import { until } from './until.js';

/** As many runs as the poll takes on. */
const STRUCK = 16;

describe('an outage that strikes many accounts', () => {
  let checked: CheckedWorld;
  const release = new AbortController();
  let pausing = 0;
  beforeAll(async () => {
    checked = await startCheckedWorld();
    const pauses = checked.world.api.app.get(Pauses, { strict: false });
    // A pause lasts until the test says so, so that no clock decides.
    pauses.sleep = async (_, signal) => {
      pausing += 1;
      const ended = AbortSignal.any([signal, release.signal]);
      if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
      pausing -= 1;
    };
  });
  afterAll(async () => {
    release.abort();
    await checked.world.stop();
  });

  it('does not keep another tenant waiting, while the runs of those accounts pause', async () => {
    const struck = await Promise.all(
      Array.from({ length: STRUCK }, async (_, index) => TenantAccount.make(checked.world, `struck-${index}`)),
    );
    for (const one of struck) await one.fault('503', { method: 'POST', times: 1_000 });
    for (const one of struck) expect((await one.submit()).status).toBe(201);
    await until(async () => Promise.resolve(pausing === STRUCK));
    const other = await TenantAccount.connected(checked.world, 'other');
    expect(await other.credential()).toMatchObject({ status: 'ready' });
    expect(pausing).toBe(STRUCK);
  });
});
