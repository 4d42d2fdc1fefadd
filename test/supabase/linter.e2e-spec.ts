import { afterAll, describe, expect, it } from '@jest/globals';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';
import { LINTER_RULES } from './linter-rules.js';

const server = await startThrowawayPostgres();
const beds: [string, Testbed][] = [['PGlite', await openTestbed()]];
if (server !== undefined) beds.push(['PostgreSQL', await openTestbed(server.url)]);
else process.stderr.write('No PostgreSQL can be started here: the linter looked at PGlite only.\n');

afterAll(async () => {
  for (const [, bed] of beds) await bed.close();
  await server?.stop();
});

/** What a rule reports; with a violation, after making it in a transaction that is rolled back. */
async function reported(bed: Testbed, sql: string, violation: readonly string[] = []): Promise<unknown[]> {
  let found: unknown[] = [];
  const undone = new Error('undone');
  await bed.database.session
    .transaction(async (tx) => {
      for (const statement of violation) await tx.query(statement);
      found = (await tx.query(sql)).map((row) => row['name']);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return found;
}

describe.each(beds)('the rules of Supabase’s database linter, on %s', (_, bed) => {
  it.each(LINTER_RULES.map((rule) => [rule.id, rule.name, rule] as const))(
    '%s: %s is nowhere, and would be noticed',
    async (__, ___, { sql, violation, reports }) => {
      expect(await reported(bed, sql)).toEqual([]);
      expect(await reported(bed, sql, violation)).toContain(reports);
    },
  );
});
