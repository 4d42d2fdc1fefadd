import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const server = await startThrowawayPostgres();
afterAll(async () => server?.stop());
if (server === undefined) console.warn('There is no PostgreSQL here: what lost connections cost is not tested.');

const describePostgres = server === undefined ? describe.skip : describe;

describePostgres('on PostgreSQL', () => {
  // In a process of its own: without the cure it ends with an exception that nobody can catch.
  it('a connection that ends costs its request only: nothing hangs, the process lives, and what comes after works', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      '--import',
      resolve('test/supabase/typescript-loader.mjs'),
      resolve('test/supabase/outlive-terminations.mjs'),
      server?.url ?? '',
    ]);
    const tally: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    expect(tally).toMatchObject({ hung: 0, worksAfterwards: true });
    expect(tally).toMatchObject({ answered: expect.any(Number), failed: expect.any(Number) });
  }, 120_000);
});
