import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import type { SeededRandom } from '../harness/seeded-random.js';
import { OwnProcess } from '../processes/own-process.js';

const PROGRAM = fileURLToPath(new URL('../../apps/api/src/commands/keys.js', import.meta.url));
/** A first guess at how long the command takes; what it really takes is learnt. */
const GUESS_MS = 2_500;
/** Starting is most of it: kills come between here and a little after the usual end, in parts of the usual time. */
const FROM = 0.3;
const TO = 1.05;

export interface Told {
  readonly code: number | null;
  readonly lines: readonly string[];
}

/** `npm run keys -- …` as a process of its own, left in peace or killed. */
export class KeysCommand {
  private usualMs = GUESS_MS;

  /** `environmentOf`: asked anew for each process, which may need a name of its own. */
  constructor(private readonly environmentOf: () => Environment) {}

  async run(...args: string[]): Promise<Told> {
    const began = Date.now();
    const process = OwnProcess.launch(PROGRAM, args, this.environmentOf());
    const code = await process.exitCode();
    this.usualMs = (this.usualMs + (Date.now() - began)) / 2;
    return { code, lines: process.lines };
  }

  /** `kill -9` at a random moment of its work. False: it had ended before. */
  async kill(random: SeededRandom, ...args: string[]): Promise<boolean> {
    const process = OwnProcess.launch(PROGRAM, args, this.environmentOf());
    await sleep(this.usualMs * (FROM + random.next() * (TO - FROM)));
    const { isAlive } = process;
    await process.kill();
    return isAlive;
  }
}
