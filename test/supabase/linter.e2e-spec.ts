import { afterAll, describe, expect, it } from '@jest/globals';
import { openBackends } from '../../libs/supabase/src/testing/backends.js';
import type { Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { LINTER_RULES } from './linter-rules.js';

const backends = await openBackends('the linter’s rules');

afterAll(async () => backends.close());

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

describe.each(backends.beds)('the rules of Supabase’s database linter, on %s', (_, bed) => {
  it.each(LINTER_RULES.map((rule) => [rule.id, rule.name, rule] as const))(
    '%s: %s is nowhere, and would be noticed',
    async (__, ___, { sql, violation, reports }) => {
      expect(await reported(bed, sql)).toEqual([]);
      expect(await reported(bed, sql, violation)).toContain(reports);
    },
  );
});
