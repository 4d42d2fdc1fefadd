import { TenantDatabase } from '../apps/api/src/database/tenant-database.js';
import { startApi } from '../apps/api/src/start-api.js';
import { startThrowawayPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import type { FleetAccount } from './harness/fleet.js';
import { makeFleetDatabase, PUBLIC_URL } from './harness/fleet-database.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { announcing, callFields, hookPath, publish, signed } from './harness/webhook-account.js';
import { LineKeeper } from './harness/world.js';
import { OwnProcess } from './processes/own-process.js';

const PUBLISHES = { quick: 20, floor: 200, full: 2_000 } as const;
const TENANTS = 20;
const P99_MS = 2_000;
/** The quick form shares its cores with whatever else runs. */
const QUICK_P99_MS = 6_000;
const ASK_EVERY_MS = 50;

/**
 * Two processes on one PostgreSQL. What is published in the first has its effect on calls that the second answers: the time between,
 * to within fifty milliseconds. Each publish is by another tenant than the one before, many under way at once.
 */
export async function prove({ quick, full, log }: ProofOptions): Promise<ProofResult> {
  const wanted = quick ? PUBLISHES.quick : full ? PUBLISHES.full : PUBLISHES.floor;
  const postgres = await startThrowawayPostgres();
  if (postgres === undefined) return { figure: 'propagation: not tried: there is no PostgreSQL here', passed: quick };
  const stage = await makeFleetDatabase(postgres.url, TENANTS, 2);
  const second = await OwnProcess.start('api', stage.environment);
  const first = await startApi(stage.environment, new LineKeeper());
  const times: number[] = [];
  const early: string[] = [];
  try {
    const database = first.app.get(TenantDatabase, { strict: false }).service();
    await Promise.all(
      stage.fleet.map(async (account) => {
        // The first version is the fleet's own.
        for (let version = 1; version <= wanted / TENANTS; version += 1) {
          const sentence = `Version ${String(version + 1)} of ${account.credentialId}.`;
          if ((await ask(second.url, account)).includes(sentence)) early.push(account.credentialId);
          const document = announcing(account.numbers, () => sentence);
          await publish(database, account.userId, document, version);
          const published = performance.now();
          while (!(await ask(second.url, account)).includes(sentence)) {
            if (performance.now() - published > 10 * P99_MS) throw new Error(`${sentence} has no effect`);
            await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
          }
          times.push(performance.now() - published);
        }
      }),
    );
  } finally {
    await first.close();
    await second.process.stop();
    stage.close();
    await postgres.stop();
  }
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  log(`median ${at(0.5).toFixed(0)} ms, slowest ${at(1).toFixed(0)} ms`);
  return {
    figure: `propagation: p99 ${at(0.99).toFixed(0)} ms from publishing in one process to calls in another (${String(times.length)} publishes, median ${at(0.5).toFixed(0)} ms)`,
    passed: at(0.99) <= (quick ? QUICK_P99_MS : P99_MS) && times.length === wanted && early.length === 0,
  };
}

async function ask(url: string, account: FleetAccount): Promise<string> {
  const fields = callFields(account, account.numbers[0] ?? '');
  const { path, headers, body } = signed(PUBLIC_URL, hookPath(account, 'voice'), account.authToken, fields);
  const answer = await fetch(url + path, { method: 'POST', headers, body });
  if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${await answer.text()}`);
  return answer.text();
}
