import { randomInt } from 'node:crypto';
import { TenantDatabase } from '../apps/api/src/database/tenant-database.js';
import { unwrap } from '../apps/api/src/database/unwrap.js';
import { startApi, type RunningApi } from '../apps/api/src/start-api.js';
import { forgeries, HOOKS, type Forgery } from './forged-webhooks/forgeries.js';
import { genuine } from './forged-webhooks/genuine.js';
import { makeFleetDatabase } from './harness/fleet-database.js';
import { inParallel, sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { rawRequest } from './harness/raw-request.js';
import { SeededRandom } from './harness/seeded-random.js';
import { LineKeeper } from './harness/world.js';
import type { SignedRequest } from './harness/webhook-account.js';

const SIZES = { quick: 700, floor: 10_000, full: 100_000 } as const;
const AT_ONCE = 8;
const MOST_SHOWN = 10;

/**
 * Requests that are not Twilio's, or not about this tenant's call, against every hook of the real API over HTTP: none may be accepted,
 * none may be answered with an error of ours, none may leave a row. Between them genuine ones, which must all be accepted.
 */
export async function prove({ quick, full, seed: given, only, log }: ProofOptions): Promise<ProofResult> {
  const wanted = quick ? SIZES.quick : full ? SIZES.full : SIZES.floor;
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const stage = await makeFleetDatabase(undefined, 3, 4);
  const lines = new LineKeeper();
  const api = await startApi(stage.environment, lines);
  try {
    const [own, stranger] = stage.fleet;
    if (own === undefined || stranger === undefined) throw new Error('an empty fleet');
    const hooks = HOOKS.filter((hook) => hasHook(api, hook));
    const theirs = genuine(stranger, 'voice', new SeededRandom(seed));
    const refusedGenuine: string[] = [];
    if ((await statusOf(api, theirs)) !== 200) refusedGenuine.push("the stranger's own call");
    for (const hook of hooks) {
      const status = await statusOf(api, genuine(own, hook, new SeededRandom(seed, hook)));
      if (status < 200 || status > 299) refusedGenuine.push(`${hook}: ${String(status)}`);
    }
    await settle();
    const before = await rows(api);
    const kinds = forgeries(own, stranger, theirs.fields['CallSid'] ?? '').filter(
      ({ name }) => only === null || name.includes(only),
    );
    const accepted: string[] = [];
    const failed: string[] = [];
    const tried = new Map<string, number>();
    const cells = kinds.flatMap((kind) =>
      hooks.filter((hook) => kind.except?.includes(hook) !== true).map((hook) => ({ kind, hook })),
    );
    const jobs = Array.from({ length: wanted }, (_, index) => index);
    await inParallel(jobs, AT_ONCE, async (index) => {
      const cell = cells[index % cells.length];
      if (cell === undefined) return;
      const { kind, hook } = cell;
      const random = new SeededRandom(seed, `${kind.name} ${hook} ${String(index)}`);
      const status = await statusOf(api, kind.forge(genuine(own, hook, random), hook, random));
      tried.set(kind.name, (tried.get(kind.name) ?? 0) + 1);
      const what = `${kind.name} on ${hook} (${String(index)}): ${String(status)}`;
      if (status >= 500) failed.push(what);
      else if (status < 400) accepted.push(what);
    });
    await settle();
    const left = (await rows(api)) - before;
    for (const line of [...refusedGenuine, ...accepted, ...failed].slice(0, MOST_SHOWN)) log(line);
    log(`${String(tried.size)} kinds: ${[...tried].map(([name, count]) => `${name} ${String(count)}`).join(', ')}`);
    const count = sum([...tried.values()]);
    const untried = kinds.filter(({ name }) => !tried.has(name));
    return {
      figure:
        `forged-webhooks: ${String(accepted.length)} of ${String(count)} accepted, ${String(failed.length)} answers of 500 or more, ` +
        `${String(left)} rows left, on ${String(hooks.length)} hooks; ${String(refusedGenuine.length)} genuine ones refused`,
      passed:
        accepted.length === 0 &&
        failed.length === 0 &&
        left === 0 &&
        refusedGenuine.length === 0 &&
        untried.length === 0 &&
        hooks.length === HOOKS.length,
    };
  } finally {
    await api.close();
    stage.close();
  }
}

async function statusOf(api: RunningApi, request: SignedRequest | Forgery): Promise<number> {
  const { path, headers, body } = request;
  const method = 'method' in request && request.method !== undefined ? request.method : 'POST';
  const answer = await rawRequest(
    api.url,
    { method, target: path, headers: Object.entries(headers), body },
    { mayHangUp: true },
  );
  // Hung up before a word: not accepted.
  return answer?.status ?? 400;
}

function hasHook(api: RunningApi, hook: string): boolean {
  const server = api.app.getHttpAdapter().getInstance();
  return server.hasRoute({ method: 'POST', url: `/webhooks/twilio/:ingressId/${hook}` });
}

/** What hooks write, they may write later. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}

async function rows(api: RunningApi): Promise<number> {
  const database = api.app.get(TenantDatabase, { strict: false }).service();
  const tables = ['call_events', 'route_decisions', 'twilio_call_logs'] as const;
  const counts = await Promise.all(
    tables.map(async (table) => unwrap(await database.from(table).select('user_id')).length),
  );
  return sum(counts);
}
