import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite';
import type { DatabaseGate } from '../../libs/supabase/src/embedded/database-gate.js';
import { gatePglite } from '../../libs/supabase/src/embedded/gate-pglite.js';
import { runTraffic } from '../../libs/supabase/src/testing/isolation-traffic.js';
import { openTestbed } from '../../libs/supabase/src/testing/testbed.js';

let connection: PgliteConnection;
let gate: DatabaseGate;

beforeAll(async () => {
  connection = await createPgliteConnection({});
  gate = await gatePglite(connection.driver, { maxHoldMs: 300, maxWaitMs: 5_000, maxWaiting: 50 });
});
afterAll(async () => {
  await gate.run(async () => connection.close());
});

const inTransaction = async (): Promise<boolean> => {
  // A savepoint can be made within a transaction only.
  try {
    await connection.driver.exec('savepoint probe; release savepoint probe;');
    return true;
  } catch {
    return false;
  }
};

describe('a gated PGlite', () => {
  it('lets single statements through from anywhere, but no transaction', async () => {
    expect((await connection.driver.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await expect(connection.driver.query('BEGIN')).rejects.toMatchObject({ code: 'database.ungated' });
    await expect(connection.kysely.transaction().execute(async () => Promise.resolve())).rejects.toMatchObject({
      code: 'database.ungated',
    });
  });

  it('lets kysely and PGlite begin transactions inside, one at a time', async () => {
    await gate.run(async () => connection.kysely.transaction().execute(async () => sleep(1)));
    const two = gate.run(async () =>
      Promise.all([1, 2].map(async () => connection.kysely.transaction().execute(async () => sleep(5)))),
    );
    await expect(two).rejects.toMatchObject({ code: 'database.nested' });
    const mixed = gate.run(async () =>
      connection.kysely.transaction().execute(async () => connection.driver.transaction(async () => sleep(1))),
    );
    await expect(mixed).rejects.toMatchObject({ code: 'database.nested' });
    expect(await inTransaction()).toBe(false);
  });

  it('ends a transaction that its holder left open', async () => {
    await gate.run(async () => connection.driver.query('BEGIN'));
    expect(await inTransaction()).toBe(false);
  });

  it('takes a transaction from a holder who sleeps in it, and refuses what comes later', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const slow = gate.run(async () => {
      await connection.driver.query('BEGIN');
      late = sleep(400).then(async () => connection.driver.query('select 1'));
      late.catch(() => undefined);
      await sleep(1_000);
    });
    const next = gate.run(async () => inTransaction());
    await expect(slow).rejects.toMatchObject({ code: 'database.busy' });
    expect(await next).toBe(false);
    await expect(late).rejects.toMatchObject({ code: 'database.stale' });
  });

  it('rolls back a PGlite transaction whose callback sleeps too long', async () => {
    await connection.driver.exec('create table notes (text text)');
    const slow = connection.driver.transaction(async (tx) => {
      await tx.query(`insert into notes values ('half')`);
      await sleep(1_000);
    });
    await expect(slow).rejects.toMatchObject({ code: 'database.busy' });
    expect((await connection.driver.query('select * from notes')).rows).toEqual([]);
  });
});

describe('tenants on one session', () => {
  it('are kept apart by the gate, and by nothing else', async () => {
    const traffic = { operations: 300, concurrency: 24, tenants: 3 };
    const guarded = await openTestbed();
    expect(await runTraffic(guarded, traffic)).toEqual({ operations: 300, foreign: 0, errors: 0 });
    await guarded.close();
    const bare = await openTestbed(undefined, { gate: 'none' });
    expect((await runTraffic(bare, traffic)).foreign).toBeGreaterThan(0);
    await bare.close();
  }, 240_000);

  it('get a plain error, not a wait without end, when the database is busy', async () => {
    const bed = await openTestbed();
    const { gate: own } = bed.database;
    let leave = (): void => undefined;
    const held = own?.run(async () => new Promise<void>((resolve) => (leave = resolve)));
    const service = bed.supabase.asService();
    const asked = Array.from({ length: 600 }, async () => service.from('installation').select('singleton'));
    const refused = await Promise.race(asked.slice(-1));
    expect([refused.status, refused.error?.code]).toEqual([503, 'database.busy']);
    leave();
    await held;
    const answers = await Promise.all(asked);
    expect(answers.filter(({ error }) => error === null)).toHaveLength(own?.limits.maxWaiting ?? 0);
    await bed.close();
  });
});
