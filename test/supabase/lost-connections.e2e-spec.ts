import { afterAll, expect, it } from '@jest/globals';
import { openTestbed } from '../../libs/supabase/src/testing/testbed.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const server = await startThrowawayPostgres();
afterAll(async () => server?.stop());
if (server === undefined) console.warn('There is no PostgreSQL here: what a lost connection does is not tested.');

const ROUNDS = 5;
const READERS = 8;
const END_BUSY = `select pg_terminate_backend(pid) from pg_stat_activity
  where pid <> pg_backend_pid() and datname = current_database() and state <> 'idle'`;

(server === undefined ? it.skip : it)(
  'connections that end in the middle of a request cost that request only',
  async () => {
    const [bed, other] = [await openTestbed(server?.url), await openTestbed(server?.url)];
    const { client } = await bed.signUp();
    const read = async (): Promise<boolean> => {
      const { error } = await client.from('user_twilio_credentials').select('id');
      return error === null;
    };
    let isOver = false;
    const answers: boolean[] = [];
    const readers = Array.from({ length: READERS }, async () => {
      while (!isOver) answers.push(await read());
    });
    let ended = 0;
    for (let round = 0; round < ROUNDS || ended === 0; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ended += (await other.database.session.query(END_BUSY)).length;
    }
    isOver = true;
    // Nobody hangs, and nothing of the lost ones is left among those that answer.
    await Promise.all(readers);
    expect(answers).toContain(true);
    expect(await Promise.all(Array.from({ length: 3 * READERS }, read))).not.toContain(false);
    await Promise.all([bed.close(), other.close()]);
  },
);
