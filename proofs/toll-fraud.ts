import { randomInt } from 'node:crypto';
import { attacks, type Attack } from './toll-fraud/attacks.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { SeededRandom } from './harness/seeded-random.js';
import { ORDINARY } from './toll-fraud/ordinary.js';
import { numberIn } from './toll-fraud/ranges.js';
import { follow, OTHER_OWN, OWN, policyOf, type Way } from './toll-fraud/scene.js';
import { waysToNumber, waysToTarget } from './toll-fraud/ways.js';

const ENDINGS = ['no-answer', 'busy', 'failed'] as const;
const FEWEST = 300;
const OWN_NUMBERS: readonly (string | null)[] = [OWN, OTHER_OWN];
/** Ways that dial nothing by design: an inbound call to somebody else's number, a transfer to what is no URI. */
const DIAL_NOTHING = ['a call to it', 'transfer bare'];

/**
 * Numbers and URIs that cost a victim money are put everywhere where a configuration, a transfer, a browser client or a SIP phone can
 * name something to dial; the public functions decide, and every dial is followed to its end. Nothing of it may be dialled. Ordinary
 * numbers go the same ways, and all have to be.
 */
export async function prove({ quick, full, seed: given, only, log }: ProofOptions): Promise<ProofResult> {
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const random = new SeededRandom(seed, 'toll-fraud');
  const each = full ? 50 : quick ? 1 : 5;
  const isAsked = (name: string): boolean => only === null || name.includes(only);

  const tried = attacks(random, each).filter(({ name }) => isAsked(name));
  const allowed = tried.filter((attack) => report(attack.name, breakIn(attack), log));

  const numbers = Array.from({ length: full ? 20 : 2 }, () => ORDINARY)
    .flat()
    .map((range) => ({ country: range.country, number: numberIn(range, random) }))
    .filter(({ number }) => isAsked(number));
  const blocked = numbers.filter(({ country, number }) => report(number, wayThatBlocks(number, country), log));
  await Promise.resolve();

  const ways = tried.reduce((total, attack) => total + attack.ways.length, 0);
  return {
    figure:
      `toll-fraud: ${String(allowed.length)} allowed of ${String(tried.length)} attacks (${String(ways)} ways), ` +
      `${String(blocked.length)} blocked of ${String(numbers.length)} ordinary numbers`,
    passed: allowed.length === 0 && blocked.length === 0 && tried.length >= FEWEST && numbers.length >= FEWEST,
  };
}

function report(name: string, fault: string | null, log: (line: string) => void): boolean {
  if (fault !== null) log(`${JSON.stringify(name)}: ${fault}`);
  return fault !== null;
}

/** How an attack got through, null when it did not. */
function breakIn({ ways }: Attack): string | null {
  for (const way of ways) {
    for (const ending of ENDINGS) {
      const { legs, ended } = follow(way, ending);
      const leg = legs.find(({ kind }) => kind === 'number' || kind === 'sip');
      if (leg !== undefined) return `${way.name}: dials ${JSON.stringify(leg)}`;
      if (!ended) return `${way.name}: never ends`;
    }
  }
  return null;
}

/** By which way an ordinary number is not dialled, or dialled with a caller id that is not the tenant's; null: none. */
function wayThatBlocks(number: string, country: string): string | null {
  const policy = policyOf([country], { allowedPrefixes: [number] });
  const ways: Way[] = [
    ...waysToTarget({ kind: 'number', number }, policyOf([country])),
    ...waysToNumber(number, policy).filter(({ name }) => !DIAL_NOTHING.includes(name)),
  ];
  for (const way of ways) {
    const reached = ENDINGS.map((ending) => follow(way, ending));
    if (!reached.some(({ legs }) => legs.some((leg) => leg.kind === 'number' && leg.number === number)))
      return `${way.name}: blocked`;
    const isOurs = (callerId: string | null): boolean =>
      way.call.origin === 'pstn' ? callerId === null || callerId === way.call.to : OWN_NUMBERS.includes(callerId);
    const foreign = reached.flatMap(({ callerIds }) => callerIds).find((callerId) => !isOurs(callerId));
    if (foreign !== undefined) return `${way.name}: shows ${String(foreign)}`;
  }
  return null;
}
