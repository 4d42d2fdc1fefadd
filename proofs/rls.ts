import { runMatrix, type MatrixResult } from '../libs/supabase/src/testing/rls-matrix.js';
import { openTestbed } from '../libs/supabase/src/testing/testbed.js';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';

interface ProofOptions {
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

/**
 * Every table × command × identity and every function × identity, generated from the catalogue: what is denied is denied, and a
 * positive control shows that the denied statement itself was sound. A table or function without an expectation fails the proof.
 * It takes seconds, so that quick and full are the same.
 */
export async function prove({ log }: ProofOptions): Promise<{ figure: string; passed: boolean }> {
  const results: MatrixResult[] = [];
  const names: string[] = [];
  const measure = async (name: string, databaseUrl?: string): Promise<void> => {
    const bed = await openTestbed(databaseUrl);
    try {
      const result = await runMatrix(bed);
      const passed = result.cells - result.failures.length;
      log(`${name}: ${String(passed)}/${String(result.cells)} cells, ${String(result.leaks)} leaks`);
      for (const failure of result.failures) log(`  ${failure}`);
      results.push(result);
      names.push(name);
    } finally {
      await bed.close();
    }
  };
  await measure('PGlite');
  await onPostgres(log, async (url) => measure('PostgreSQL', url));

  const cells = sum(results.map((result) => result.cells));
  const failures = sum(results.map((result) => result.failures.length));
  const leaks = sum(results.map((result) => result.leaks));
  return {
    figure: `rls: ${String(cells - failures)}/${String(cells)} cells as expected, ${String(leaks)} leaks (${names.join(', ')})`,
    passed: cells > 0 && failures === 0 && leaks === 0,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
