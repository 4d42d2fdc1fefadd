import { randomInt } from 'node:crypto';
import { checkDocument, decideAfterDial, decideRoute, type DocumentFacts, type RoutingSnapshot } from '@app/routing';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { SeededRandom } from './harness/seeded-random.js';
import { aBeginning, aCall, aMoment, tell } from './routing-properties/calls.js';
import { Configurator } from './routing-properties/configuration.js';
import { explore } from './routing-properties/explore.js';
import { faultOf } from './routing-properties/judge.js';
import { OWN } from './routing-properties/pools.js';

const FEWEST = 10_000;
/** Besides the calls to each number by every way they may take: transfers, clients, answers as chance has it. */
const CALLS_EACH = 2;
/** Fewer that may be published would prove little of what is published. */
const FEWEST_PUBLISHABLE_SHARE = 0.2;
/** Rules by which a trace says that the configuration went wrong; a document that may be published knows none of them. */
const NEVER_PUBLISHED = ['loop'];

const FACTS: DocumentFacts = {
  ownNumbers: new Map(OWN.map((number) => [number, 'webhook' as const])),
  agentIds: new Set(['a0', 'a1']),
};

/**
 * Random configurations, sensible and senseless. Each of the numbers is called and every dial fails in every way; transfers, clients
 * and lucky calls come on top, as chance has it. Each call ends at something
 * that a caller can hear, within as many decisions as the configuration has places; decided again, it is decided alike; each trace
 * names its decision; nothing is dialled that the pools of the proof forbid; and what `checkDocument` lets pass never goes round.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const configurations = full ? 10 * FEWEST : quick ? FEWEST / 5 : FEWEST;
  const faults: string[] = [];
  let publishable = 0;
  let calls = 0;
  let decisions = 0;
  for (let index = 0; index < configurations; index++) {
    const random = new SeededRandom(seed + index, 'routing-properties');
    const document = new Configurator(random, random.chance(0.5)).document();
    const mayBePublished = checkDocument(document, FACTS).every(({ severity }) => severity === 'warning');
    if (mayBePublished) publishable += 1;
    const isDynamic = random.chance(0.95);
    const snapshot: RoutingSnapshot = {
      tenantId: 't',
      version: 1 + random.below(999),
      document,
      isDynamic,
      ownNumbers: new Set(OWN),
    };
    const now = aMoment(random);
    const stories = [
      ...OWN.map((to) => explore({ ...aCall(random), to }, snapshot, now)),
      ...Array.from({ length: CALLS_EACH }, () => tell(aBeginning(random), aCall(random), snapshot, random)),
    ];
    const cursorFault = faultOfCursor(snapshot, random);
    if (cursorFault !== null) faults.push(`configuration ${String(seed + index)}, damaged cursor: ${cursorFault}`);
    for (const [number, story] of stories.entries()) {
      calls += 1;
      decisions += story.decisions;
      const loop = mayBePublished ? NEVER_PUBLISHED.find((rule) => story.rules.has(rule)) : undefined;
      const fault = story.fault ?? (loop === undefined ? null : `is publishable and says “${loop}”`);
      if (fault !== null) faults.push(`configuration ${String(seed + index)}, call ${String(number + 1)}: ${fault}`);
    }
  }
  await Promise.resolve();
  for (const fault of faults.slice(0, 20)) log(fault);
  return {
    figure:
      `routing-properties: ${String(faults.length)} violations in ${String(configurations)} configurations ` +
      `(${String(calls)} calls, ${String(decisions)} decisions; ${String(publishable)} of the configurations publishable)`,
    passed:
      faults.length === 0 &&
      publishable >= configurations * FEWEST_PUBLISHABLE_SHARE &&
      (quick || configurations >= FEWEST),
  };
}

/** Somebody who can sign may send any cursor: a damaged one is decided like any other. */
function faultOfCursor(snapshot: RoutingSnapshot, random: SeededRandom): string | null {
  const call = aCall(random);
  const now = new Date(Date.UTC(2026, 10, 18));
  const { decision } = decideRoute(call, snapshot, now);
  const cursor = decision.action === 'dial' ? decision.cursor : '1.d..d0.0.';
  const at = random.below(cursor.length + 1);
  const letter = random.pick(['', '.', '-', '9', 'z', '\n', 'd', 'é', '.'.repeat(300)]);
  const damaged = cursor.slice(0, at) + letter + cursor.slice(at + random.below(3));
  return faultOf(decideAfterDial(call, damaged, { status: 'no-answer' }, snapshot, now), call, snapshot);
}
