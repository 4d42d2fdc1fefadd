import { randomInt } from 'node:crypto';
import { Barrage } from './bad-input/barrage.js';
import { chooseTargets, type TargetMaker } from './bad-input/choose-targets.js';
import { Random } from './bad-input/random.js';
import type { Target } from './bad-input/targets.js';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { World } from './harness/world.js';
import { METRICS_TOKEN } from './routes/callers.js';
import { scopesOf, type OpenApiDocument } from './routes/document.js';
import { Stage } from './routes/stage.js';

const SIZES = { quick: 600, stated: 10_000, full: 100_000 };
/** Of the requests to an operation, at least this many must get past the guard at the door. */
const LEAST_MET = 0.6;
const REFUSALS_REPEATED = { quick: 5, stated: 20 };
const MOST_GROWTH_BYTES = 600 * 1024 ** 2;

/**
 * Malformed requests to every operation, made from valid ones by changing a thing or two: none may end in a failure of ours, show
 * anything of our inside, be answered in a way that the document does not know, or change anything when it was refused.
 */
export async function prove({ quick, full, seed: given, only, log }: ProofOptions): Promise<ProofResult> {
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const count = quick ? SIZES.quick : full ? SIZES.full : SIZES.stated;
  const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  const world = await World.start({ METRICS_TOKEN });
  try {
    const document = (await world.send('GET', '/docs/openapi.json')).body as OpenApiDocument;
    const stage = await Stage.set(world, scopesOf(document));
    const barrage = new Barrage(stage, codesOf(document), log);
    const makers = (await chooseTargets(document, stage)).filter(({ name }) => name.includes(only ?? ''));
    const targets = await makeTargets(makers, stage, barrage);
    const memory = process.memoryUsage().rss;

    await barrage.fire(targets, count, new Random(seed));
    const growth = process.memoryUsage().rss - memory;
    // What reads is of no interest here, unless there is time for it.
    for (const target of targets.filter(({ method }) => !quick || method !== 'GET')) {
      await barrage.changesNothing(target, REFUSALS_REPEATED[quick ? 'quick' : 'stated']);
    }
    await stage.settled();

    const health = await world.send('GET', '/health/ready');
    const list = await world.send('GET', '/api/v1/twilio-credentials', { as: stage.owner.accessToken });
    const isAlive = health.status === 200 && list.status === 200;
    if (!isAlive) log(`  ✗ afterwards: health ${String(health.status)}, a good request ${String(list.status)}`);
    const isClean = JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) === prototype && !('polluted' in {});
    if (!isClean) log('  ✗ Object.prototype was changed');
    const hollow = [...barrage.scores].filter(([, { sent, met }]) => met < sent * LEAST_MET);
    for (const [{ name }, { sent, met }] of hollow) {
      log(`  ✗ ${name}: only ${String(met)} of ${String(sent)} got past the guard`);
    }
    log(
      `statuses: ${[...barrage.statuses]
        .toSorted(([a], [b]) => a - b)
        .map(([status, times]) => `${status === 0 ? 'hung up' : String(status)} ${String(times)}`)
        .join(', ')}`,
    );
    log(`memory grew by ${String(Math.round(growth / 1024 ** 2))} MB`);
    const sent = sum([...barrage.scores.values()].map((score) => score.sent));
    const failures = sum([...barrage.statuses].filter(([status]) => status >= 500).map(([, times]) => times));
    return {
      figure:
        `bad-input: ${String(failures)} answers of 500 and above and ${String(barrage.faults)} faults in all ` +
        `in ${String(sent)} malformed requests to ${String(targets.length)} operations`,
      passed:
        barrage.faults === 0 &&
        failures === 0 &&
        hollow.length === 0 &&
        isAlive &&
        isClean &&
        growth < MOST_GROWTH_BYTES &&
        sent >= count,
    };
  } finally {
    await world.stop();
  }
}

/** Each with its positive control; made once more for the barrage, because a success may have used up what it was for. */
async function makeTargets(makers: readonly TargetMaker[], stage: Stage, barrage: Barrage): Promise<Target[]> {
  const targets: Target[] = [];
  for (const { make } of makers) {
    await barrage.control(await make());
    await stage.settled();
    targets.push(await make());
  }
  return targets;
}

/** Every code that a problem may have, as the document says. */
function codesOf(document: OpenApiDocument): ReadonlySet<string> {
  const problem = document.components.schemas['Problem'] as { properties: { code: { enum: string[] } } };
  return new Set(problem.properties.code.enum);
}
