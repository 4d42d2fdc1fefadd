import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import { CutLine, type LineState } from './harness/cut-line.js';
import type { FleetAccount } from './harness/fleet.js';
import { makeFleetDatabase, PUBLIC_URL } from './harness/fleet-database.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { callFields, hookPath, signed } from './harness/webhook-account.js';
import { LISTENS } from './voice-speed/contest.js';
import { measure, type Round } from './voice-speed/measure.js';
import { PinnedProcess, SERVER_CORE } from './voice-speed/pinned-process.js';
import { writeRequests } from './voice-speed/requests.js';

const OUTAGE_SECONDS = { quick: 4, floor: 60, full: 600 } as const;
const P99_MS = 100;
const TENANTS = 50;
const NUMBERS_EACH = 4;
const REQUESTS = 4_000;
const PER_SECOND = 100;
const WARM_SECONDS = 2;
const CONNECTIONS = 8;

/**
 * The product as a process of its own on a PostgreSQL that goes away while calls come: half of the time its address refuses, half of
 * the time it says nothing. Every call must be answered with TwiML, in time. Calls to an account that the process has not met are
 * answered with an apology, and the database's return is noticed. Without a PostgreSQL it is not tried.
 */
export async function prove({ quick, full, log }: ProofOptions): Promise<ProofResult> {
  const seconds = quick ? OUTAGE_SECONDS.quick : full ? OUTAGE_SECONDS.full : OUTAGE_SECONDS.floor;
  const postgres = await startThrowawayPostgres();
  if (postgres === undefined) return { figure: 'fail-static: not tried: there is no PostgreSQL here', passed: quick };
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-static-'));
  const address = new URL(postgres.url);
  const line = await CutLine.to(address.hostname, Number(address.port));
  const stage = await makeFleetDatabase(postgres.url, TENANTS + 1, NUMBERS_EACH);
  address.port = String(line.port);
  const environment = { ...stage.environment, DATABASE_URL: address.href };
  const server = PinnedProcess.start('../../apps/api/src/main.js', [], SERVER_CORE, environment);
  try {
    const product = { name: 'the product', process: server, url: await server.address(LISTENS) };
    const [unmet, ...fleet] = stage.fleet;
    if (unmet === undefined) throw new Error('an empty fleet');
    const requestsFile = join(folder, 'requests.json');
    writeRequests(requestsFile, fleet, REQUESTS);
    const order = { requestsFile, connections: CONNECTIONS, perSecond: PER_SECOND };
    await measure(product, { ...order, perSecond: null, seconds: WARM_SECONDS });
    const before = await measure(product, { ...order, seconds: WARM_SECONDS });
    const rounds: Round[] = [];
    const apologies: boolean[] = [];
    for (const state of ['refuses', 'silent'] satisfies LineState[]) {
      line.become(state);
      rounds.push(await measure(product, { ...order, seconds: seconds / 2 }));
      apologies.push(await isSorry(product.url, unmet));
    }
    line.become('passes');
    const back = await eventually(async () => !(await isSorry(product.url, unmet)));
    const answered = rounds.reduce((total, { requests }) => total + requests, 0);
    const p99 = Math.max(...rounds.map((round) => round.p99));
    const slowest = Math.max(...rounds.map((round) => round.max));
    const tails = [before, ...rounds].map((round) => round.p99.toFixed(1));
    log(`p99 with a database, while its address refuses, while it is silent: ${tails.join(', ')} ms`);
    // The quick form shares its cores with whatever else runs: there the database's absence may cost little, whatever calls cost.
    const allowed = quick ? Math.max(P99_MS, 5 * before.p99) : P99_MS;
    return {
      figure:
        `fail-static: ${String(answered)} of ${String(answered)} calls answered with TwiML in ${String(seconds)} s without a database, ` +
        `p99 ${p99.toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms; an apology where nothing is known: ${String(apologies.every(Boolean))}; ` +
        `its return is noticed: ${String(back)}`,
      passed: answered >= seconds * PER_SECOND * 0.9 && p99 <= allowed && apologies.every(Boolean) && back,
    };
  } finally {
    await server.stop();
    await line.close();
    stage.close();
    rmSync(folder, { recursive: true, force: true });
    await postgres.stop();
  }
}

/** A call to an account of which this process knows nothing: 200 and a sentence, or what its tenant has published. */
async function isSorry(url: string, account: FleetAccount): Promise<boolean> {
  const fields = callFields(account, account.numbers[0] ?? '');
  const { path, headers, body } = signed(PUBLIC_URL, hookPath(account, 'voice'), account.authToken, fields);
  const answer = await fetch(url + path, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.status !== 200 || !text.endsWith('</Response>')) throw new Error(`${String(answer.status)}: ${text}`);
  return text.includes('We are sorry');
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
