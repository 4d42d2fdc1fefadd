import { setTimeout as sleep } from 'node:timers/promises';
import { tryAct, type Act } from './acts.js';
import type { MaybeAnswer } from './client.js';
import { describe, type Subscriber, type TrunkView } from './subscriber.js';
import type { Vendors } from './vendors.js';

/** Far below a tenant's request limit of ten a second. */
const POLL_MS = 150;
/** I9: longer than a lease, a back-off of the first attempts and the slowest look. */
const STUCK_AFTER_MS = 150_000;

/** Goes on with an act as a tenant would whose service was away, until all of it has come true. */
export async function follow(one: Subscriber, act: Act, first: MaybeAnswer, url: string): Promise<string[]> {
  const wrong = await insist(one, act, first, url);
  if (wrong.length > 0) return wrong;
  const found = await settle(one, url);
  if (found.length > 0 || act.isSeen === undefined) return found;
  const trunk = await one.trunk(url);
  const seen = trunk !== null && act.isSeen(trunk, await one.numbersOnTrunk(url));
  return seen ? [] : [`${one.name}: ${act.name} was accepted, but is not so`];
}

/** Says it again if the answer was lost; an answer that is not right is a breach. */
export async function insist(one: Subscriber, act: Act, first: MaybeAnswer, url: string): Promise<string[]> {
  const answer = first ?? (await tryAct(act, one, url));
  const accepted = first === null ? [...act.accepted, ...(act.alsoAgain ?? [])] : act.accepted;
  if (answer === null || !accepted.includes(answer.status)) {
    return [`${one.name}: ${act.name} was answered ${describe(answer)}${first === null ? ', said again' : ''}`];
  }
  one.expected = act.leaves;
  return [];
}

/** Waits until nothing is left to do; what failed for want of something is asked for once more. */
export async function settle(one: Subscriber, url: string): Promise<string[]> {
  const deadline = Date.now() + STUCK_AFTER_MS;
  let mended = false;
  for (;;) {
    const trunk = await one.trunk(url);
    if (trunk === null) {
      return one.expected === 'absent' ? [] : [`${one.name}: the credential is gone without having been asked`];
    }
    const open = trunk.runs.find(({ status }) => status === 'queued' || status === 'running');
    if (open === undefined) {
      if (isSettled(one, trunk)) return [];
      if (mended) return [`I2: ${one.name}: ${trunk.status} after ${describeRuns(trunk)}`];
      mended = true;
      await (one.expected === 'absent' ? one.ask(url, 'DELETE', '/') : one.ask(url, 'POST', '/trunk/repair'));
    } else if (Date.now() > deadline) {
      return [`I9: ${one.name}: a ${open.kind} run is still ${open.status}`];
    }
    await sleep(POLL_MS);
  }
}

/**
 * I2 and I3: one repair of each finds or makes everything as desired, and a second one changes nothing at either vendor. The second
 * ones go together, so that what they change can be counted at LiveKit, which knows no accounts.
 */
export async function reconcileTwice(
  all: readonly Subscriber[],
  urlOf: (index: number) => string,
  vendors: Vendors,
): Promise<string[]> {
  const present = all.filter(({ expected }) => expected === 'present');
  const first = await Promise.all(present.map((one, index) => repaired(one, urlOf(index))));
  const lastId = await vendors.lastRequest();
  const second = await Promise.all(present.map((one, index) => repaired(one, urlOf(index + 1))));
  const { count, byOperation } = await vendors.mutations(lastId);
  return [
    ...first.flat(),
    ...second.flat(),
    ...(count === 0 ? [] : [`I3: the second repair changed something: ${JSON.stringify(byOperation)}`]),
  ];
}

async function repaired(one: Subscriber, url: string): Promise<string[]> {
  const answer = await one.ask(url, 'POST', '/trunk/repair');
  if (answer?.status !== 202) return [`${one.name}: repair was answered ${describe(answer)}`];
  return settle(one, url);
}

function isSettled(one: Subscriber, trunk: TrunkView): boolean {
  return one.expected === 'present' && trunk.status === 'ready' && trunk.runs[0]?.status !== 'failed';
}

function describeRuns({ runs }: TrunkView): string {
  return runs
    .slice(0, 3)
    .map(({ kind, status }) => `${kind} ${status}`)
    .join(', ');
}
