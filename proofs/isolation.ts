import { runTraffic, type TrafficResult } from '../libs/supabase/src/testing/isolation-traffic.js';
import { openTestbed, type Testbed } from '../libs/supabase/src/testing/testbed.js';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';

interface ProofOptions {
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

const TENANTS = 4;

/**
 * Tenants that share one database at the same time never see each other: not on PGlite, whose single session everybody shares, and
 * not on PostgreSQL. The same traffic without the gate must leak, or this proof would prove nothing.
 */
export async function prove({ quick, log }: ProofOptions): Promise<{ figure: string; passed: boolean }> {
  const operations = quick ? 1_500 : 10_000;
  const guarded: TrafficResult[] = [];
  const names: string[] = [];
  const measure = async (name: string, databaseUrl?: string): Promise<void> => {
    const result = await withBed(await openTestbed(databaseUrl), operations, quick ? 32 : 64);
    log(`${name}: ${describe(result)}`);
    guarded.push(result);
    names.push(name);
  };

  await measure('PGlite');
  await onPostgres(log, async (url) => measure('PostgreSQL', url));
  const bare = await withBed(await openTestbed(undefined, { gate: 'none' }), quick ? 600 : 2_000, 32);
  log(`PGlite without the gate: ${describe(bare)}`);

  const foreign = sum(guarded.map((result) => result.foreign));
  const errors = sum(guarded.map((result) => result.errors));
  const total = sum(guarded.map((result) => result.operations));
  return {
    figure:
      `isolation: ${String(foreign)} foreign rows and ${String(errors)} errors in ${total.toLocaleString('en')} operations ` +
      `(${names.join(', ')}); without the gate ${String(bare.foreign)} foreign rows in ${bare.operations.toLocaleString('en')}`,
    passed: foreign === 0 && errors === 0 && bare.foreign > 0,
  };
}

async function withBed(bed: Testbed, operations: number, concurrency: number): Promise<TrafficResult> {
  try {
    return await runTraffic(bed, { operations, concurrency, tenants: TENANTS });
  } finally {
    await bed.close();
  }
}

function describe({ operations, foreign, errors }: TrafficResult): string {
  return `${String(operations)} operations, ${String(foreign)} foreign rows, ${String(errors)} errors`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
