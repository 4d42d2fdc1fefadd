import { CipherError, openSecret, rewrapSecret } from '@app/secrets';
import { forgeriesOf, transplants, type Forgery } from './forgeries.js';
import { layGround, type Ground } from './places.js';

export interface Attempts {
  readonly tried: number;
  readonly accepted: number;
  /** Untouched values opened where they belong, and how many of them gave back their text. */
  readonly controls: number;
  readonly sound: number;
}

/** Tries forgeries of values in memory until that many were tried; each must be refused with a `CipherError`, and say nothing. */
export function tryForgeries(seed: string, atLeast: number, log: (line: string) => void): Attempts {
  const ground = layGround(seed);
  const kinds = new Map<string, number>();
  let tried = 0;
  let accepted = 0;
  for (const forgery of forgeries(ground, () => tried < atLeast)) {
    tried += 1;
    kinds.set(forgery.kind, (kinds.get(forgery.kind) ?? 0) + 1);
    const wrong = whatIsWrong(ground, forgery);
    if (wrong === null) continue;
    accepted += 1;
    // Keys and texts are made for this proof, so a token may be shown.
    if (accepted <= 10) log(`  ✗ ${forgery.kind}: ${wrong}; ${JSON.stringify(forgery)}`);
  }
  const sound = ground.values.filter(
    ({ place, token, plaintext }) => openSecret(ground.ring, place, token).reveal() === plaintext,
  ).length;
  log([...kinds].map(([kind, count]) => `${kind} ${String(count)}`).join(', '));
  return { tried, accepted, controls: ground.values.length, sound };
}

/** The transplants, then value after value with everything that is done to one. */
function* forgeries(ground: Ground, isEnough: () => boolean): Generator<Forgery> {
  yield* transplants(ground);
  for (const [index, value] of ground.values.entries()) {
    if (!isEnough()) return;
    const other = ground.values[(index + 1) % ground.values.length] ?? value;
    yield* forgeriesOf(value, other, ground);
  }
}

/** Null when it was refused as it should be, wherever a value is opened. */
function whatIsWrong({ ring, values }: Ground, { place, token }: Forgery): string | null {
  for (const open of [openSecret, rewrapSecret]) {
    try {
      open(ring, place, token);
      return `${open.name} accepted it`;
    } catch (error) {
      if (!(error instanceof CipherError)) return `${open.name} threw ${String(error)}`;
      if (values.some(({ plaintext }) => error.message.includes(plaintext))) return 'the error says the plain text';
    }
  }
  return null;
}
