import { afterAll, describe, expect, it } from '@jest/globals';
import { openTestbed } from '../../libs/supabase/src/testing/testbed.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const server = await startThrowawayPostgres();
afterAll(async () => server?.stop());
if (server === undefined) console.warn('There is no PostgreSQL here: its time-out of idle transactions is not tested.');

const describePostgres = server === undefined ? describe.skip : describe;

async function timeoutAfterStart(before: string | null): Promise<unknown> {
  const bed = await openTestbed(server?.url);
  try {
    if (before !== null) await bed.database.session.query(before);
  } finally {
    await bed.close();
  }
  const next = await openTestbed(server?.url);
  try {
    const [row] = await next.database.session.query(
      `select current_setting('idle_in_transaction_session_timeout') as value`,
    );
    return row?.['value'];
  } finally {
    await next.close();
  }
}

describePostgres('on PostgreSQL', () => {
  it('a process that freezes in a transaction keeps nobody waiting for ever', async () => {
    expect(await timeoutAfterStart(null)).toBe('15s');
  });

  it('what an operator has set stays', async () => {
    const own = `alter role postgres in database postgres set idle_in_transaction_session_timeout = '7s'`;
    expect(await timeoutAfterStart(own)).toBe('7s');
  });
});
