import { randomInt } from 'node:crypto';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { SeededRandom } from './harness/seeded-random.js';
import { live, type LivesReport } from './no-lost-events/lives.js';

/**
 * The built server is killed (`kill -9`) again and again while signed status callbacks pour in over HTTP; on PostgreSQL the database
 * goes away and comes back meanwhile, and torn lines are left at the end of the spool. Every event that was answered with 204 must
 * be stored in the end, once, and calls must be what their events say. Half of the kills are on PGlite, half on PostgreSQL; where there
 * is none, only the quick form lets that pass, and says so.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const [kills, events] = quick ? [2, 400] : full ? [500, 1_000_000] : [20, 20_000];
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const reports: LivesReport[] = [];
  const measure = async (name: string, share: number, databaseUrl?: string): Promise<void> => {
    const report = await live(new SeededRandom(seed, name), share, Math.ceil(events / kills), databaseUrl, log);
    log(`${name}: ${tell(report)}`);
    reports.push(report);
  };
  await measure('PGlite', quick ? kills : kills / 2);
  if (!quick) await onPostgres(log, async (url) => measure('PostgreSQL', kills / 2, url));
  const total = (of: (report: LivesReport) => number): number => sum(reports.map(of));
  const faults = total(({ lost, doubled, differing, strange }) => lost + doubled + differing + strange.length);
  return {
    figure:
      `no-lost-events: ${String(total(({ lost }) => lost))} of ${String(total(({ acknowledged }) => acknowledged))} acknowledged ` +
      `events lost, ${String(total(({ doubled }) => doubled))} stored twice, over ${String(total((r) => r.kills))} kills, ` +
      `${String(total(({ torn }) => torn))} torn tails and ${String(total(({ outages }) => outages))} database outages`,
    passed: faults === 0 && total((r) => r.kills) >= kills && total(({ acknowledged }) => acknowledged) >= events,
  };
}

function tell({ acknowledged, stored, lost, doubled, differing, kills, torn, outages, strange }: LivesReport): string {
  const answers = strange.length === 0 ? '' : `, strange answers ${[...new Set(strange)].join(' ')}`;
  return (
    `${String(lost)} of ${String(acknowledged)} acknowledged events lost, ${String(stored)} stored, ${String(doubled)} twice, ` +
    `${String(differing)} calls differ; ${String(kills)} kills, ${String(torn)} torn tails, ${String(outages)} outages${answers}`
  );
}
