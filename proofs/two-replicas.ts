import { randomInt } from 'node:crypto';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { Lane, type StoryReport } from './two-replicas/lane.js';

/** Every so many interruptions the process is not killed but frozen for longer than its lease, and wakes again. */
const FREEZE_EVERY = 10;

/**
 * Two API processes on one PostgreSQL. The same tenants ask both at once for the same thing and for things that exclude each other,
 * while one of the two is killed (`kill -9`), or frozen until its leases are over. Needs a PostgreSQL: without one only the quick form
 * lets that pass, and says so.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const wanted = quick ? 1 : full ? 200 : 50;
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const reports: StoryReport[] = [];
  let wasTried = false;
  await onPostgres(log, async (url) => {
    wasTried = true;
    await tell(url, wanted, seed, log, reports);
  });
  if (!wasTried) {
    return { figure: 'two-replicas: not tried: there is no PostgreSQL here', passed: quick };
  }
  const breaches = reports.flatMap((report) => report.breaches);
  const freezes = reports.filter(({ interruption }) => interruption === 'freeze').length;
  return {
    figure:
      `two-replicas: ${String(breaches.length)} violations in ${String(reports.length)} interruptions ` +
      `(${String(reports.length - freezes)} kills, ${String(freezes)} freezes past the lease) of one of two processes on one PostgreSQL, ` +
      `${String(sum(reports.map(({ unanswered }) => unanswered)))} answers lost`,
    passed: breaches.length === 0 && reports.length >= wanted,
  };
}

async function tell(
  databaseUrl: string,
  wanted: number,
  seed: number,
  log: (line: string) => void,
  reports: StoryReport[],
): Promise<void> {
  const lane = await Lane.open(databaseUrl);
  try {
    for (let ordinal = 1; ordinal <= wanted; ordinal += 1) {
      const report = await lane.story(ordinal, seed, ordinal % FREEZE_EVERY === 0 ? 'freeze' : 'kill');
      reports.push(report);
      for (const breach of report.breaches) log(`${report.interruption} ${String(ordinal)}: ${breach}`);
      if (report.breaches.length > 0) log(`  after ${report.pairs.join(', ')}`);
      if (ordinal % 10 === 0) log(`${String(ordinal)} interruptions`);
    }
  } finally {
    for (const breach of await lane.close()) log(breach);
  }
}
