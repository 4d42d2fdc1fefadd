import type { SeededRandom } from '../harness/seeded-random.js';
import {
  attach,
  connect,
  disconnect,
  recording,
  repair,
  rotateSipPassword,
  settings,
  type Act,
} from '../processes/acts.js';
import type { Subscriber } from '../processes/subscriber.js';

/** What two programs of one tenant ask for at the same time, each of another replica. */
export type Pair = readonly [Act, Act];

/** Beside a disconnect anything else may be refused: the credential is being disconnected, or is gone. */
const BESIDE_DISCONNECT = [404, 409] as const;

/** The same form sent twice (I11), and wishes that cross each other. */
export function choosePair(one: Subscriber, random: SeededRandom, key: string): Pair {
  if (one.expected === 'absent') {
    const act = connect(one, random, key);
    return [act, act];
  }
  const pairs: readonly [() => Pair, ...(() => Pair)[]] = [
    () => [settings(random), settings(random)],
    () => [settings(random), recording(random)],
    () => [rotateSipPassword(random), rotateSipPassword(random)],
    () => [rotateSipPassword(random), settings(random)],
    () => [repair(), repair()],
    () => twice(attach(one.numbers[0] ?? '')),
    () => [settings(random), attach(one.numbers[1] ?? '')],
    () => [{ ...repair(), accepted: [202, ...BESIDE_DISCONNECT], leaves: 'absent' }, disconnect()],
    () => [disconnect(), { ...settings(random), accepted: [202, ...BESIDE_DISCONNECT], leaves: 'absent' }],
    () => [disconnect(), disconnect()],
  ];
  const [first, second] = random.pick(pairs)();
  return [besideAnother(first), besideAnother(second)];
}

function twice(act: Act): Pair {
  return [act, act];
}

/** Of two disconnects the second may find nothing any more. */
function besideAnother(act: Act): Act {
  return act.name === 'disconnect' ? { ...act, accepted: [202, 404] } : act;
}
