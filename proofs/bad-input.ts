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

const SIZES = { quick: 168, stated: 10_000, full: 100_000 };
/** A good request may mean a trunk built; a quick proof sends that many first, to operations that the seed chooses. */
const QUICK_CONTROLS = 5;
/** Of the requests to an operation, at least this many must get past the guard at the door. */
const LEAST_MET = 0.6;
/** Of fewer than that, one that was stopped at the door says nothing. */
const LEAST_JUDGED = 5;
/** Enough callers that nobody of them meets the limit of requests before the validation is met. */
const KEYS = { quick: 6, stated: 24 };
const REFUSALS_REPEATED = { quick: 3, stated: 20 };
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
  // What the reconciler notes by itself would be taken for the work of a refused request.
  const world = await World.start({ METRICS_TOKEN, RECONCILE_EVERY_SECONDS: '0' });
  try {
    const document = (await world.send('GET', '/docs/openapi.json')).body as OpenApiDocument;
    const stage = await Stage.set(world, scopesOf(document));
    const barrage = new Barrage(stage, codesOf(document), log);
    const makers = (await chooseTargets(document, stage, quick ? KEYS.quick : KEYS.stated)).filter(({ name }) =>
      name.includes(only ?? ''),
    );
    const random = new Random(seed);
    const controlled = quick ? pickSome(makers, QUICK_CONTROLS, random) : new Set(makers);
    const targets = await makeTargets(makers, controlled, stage, barrage);
    const memory = process.memoryUsage().rss;

    await barrage.fire(targets, count, random);
    const growth = process.memoryUsage().rss - memory;
    // What reads is of no interest here, unless there is time for it.
    const repeated = await barrage.changesNothing(
      targets.filter(({ method }) => !quick || method !== 'GET'),
      REFUSALS_REPEATED[quick ? 'quick' : 'stated'],
    );
    log(`${String(repeated)} of the refused requests were sent again, and what the tenant has was compared`);
    await stage.settled();

    const health = await world.send('GET', '/health/ready');
    const list = await world.send('GET', '/api/v1/twilio-credentials', { as: stage.owner.accessToken });
    const isAlive = health.status === 200 && list.status === 200;
    if (!isAlive) log(`  ✗ afterwards: health ${String(health.status)}, a good request ${String(list.status)}`);
    const isClean = JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) === prototype && !('polluted' in {});
    if (!isClean) log('  ✗ Object.prototype was changed');
    const hollow = [...barrage.scores].filter(([, { sent, met }]) => sent >= LEAST_JUDGED && met < sent * LEAST_MET);
    for (const [{ name }, { sent, met }] of hollow) {
      log(`  ✗ ${name}: only ${String(met)} of ${String(sent)} got past the guard`);
    }
    const scores = [...barrage.scores.values()];
    const isHollow = sum(scores.map(({ met }) => met)) < sum(scores.map((score) => score.sent)) * LEAST_MET;
    if (isHollow) log('  ✗ of all requests too few got past the guard');
    log(
      `statuses: ${[...barrage.statuses]
        .toSorted(([a], [b]) => a - b)
        .map(([status, times]) => `${status === 0 ? 'hung up' : String(status)} ${String(times)}`)
        .join(', ')}`,
    );
    log(`memory grew by ${String(Math.round(growth / 1024 ** 2))} MB`);
    const sent = sum(scores.map((score) => score.sent));
    const failures = sum([...barrage.statuses].filter(([status]) => status >= 500).map(([, times]) => times));
    return {
      figure:
        `bad-input: ${String(failures)} answers of 500 and above and ${String(barrage.faults)} faults in all ` +
        `in ${String(sent)} malformed requests to ${String(targets.length)} operations`,
      passed:
        barrage.faults === 0 &&
        failures === 0 &&
        hollow.length === 0 &&
        !isHollow &&
        repeated > 0 &&
        isAlive &&
        isClean &&
        growth < MOST_GROWTH_BYTES &&
        sent >= count,
    };
  } finally {
    await world.stop();
  }
}

/**
 * Those that are to be controlled must answer a good request first, and are then made once more for the barrage, because a success may
 * have used up what it was for.
 */
async function makeTargets(
  makers: readonly TargetMaker[],
  controlled: ReadonlySet<TargetMaker>,
  stage: Stage,
  barrage: Barrage,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const maker of makers) {
    if (controlled.has(maker)) {
      await barrage.control(await maker.make());
      await stage.settled();
    }
    targets.push(await maker.make());
  }
  return targets;
}

function pickSome<Item>(items: readonly Item[], most: number, random: Random): ReadonlySet<Item> {
  const left = [...items];
  return new Set(
    Array.from({ length: Math.min(most, items.length) }, () => left.splice(random.below(left.length), 1)).flat(),
  );
}

/** Every code that a problem may have, as the document says. */
function codesOf(document: OpenApiDocument): ReadonlySet<string> {
  const problem = document.components.schemas['Problem'] as { properties: { code: { enum: string[] } } };
  return new Set(problem.properties.code.enum);
}
