import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../apps/api/src/config/read-config.js';

const PROGRAM = fileURLToPath(new URL('../../apps/api/src/main.js', import.meta.url));
const READY_WITHIN_MS = 90_000;
/** Longer than the promise, so that breaking it is seen and not cut short. */
const PATIENCE_MS = 40_000;

export interface Exit {
  /** Null: it had to be killed, or died of the signal. */
  readonly code: number | null;
  readonly seconds: number;
}

/** The built API as a process of its own, to be sent signals. */
export class Service {
  readonly lines: string[] = [];
  private readonly closed: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.closed = once(child, 'close');
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    void this.closed.then(() => process.removeListener('exit', killWithUs));
  }

  /** `folder` becomes its working folder: no `.env` of ours lies there. */
  static launch(environment: Environment, folder: string): Service {
    const env = { PATH: process.env['PATH'], HOME: folder, ...environment };
    return new Service(spawn(process.execPath, [PROGRAM], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    return this.said(/listens on (http:\S+)/);
  }

  /** What a line that it says has in the first parentheses. */
  async said(pattern: RegExp): Promise<string> {
    for (const deadline = Date.now() + READY_WITHIN_MS; this.child.exitCode === null && Date.now() < deadline;) {
      const found = this.lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found !== undefined) return found[1] ?? '';
      await sleep(10);
    }
    throw new Error(`the API did not say ${String(pattern)}:\n${this.lines.slice(-20).join('\n')}`);
  }

  signal(signal: 'SIGTERM' | 'SIGINT'): void {
    this.child.kill(signal);
  }

  /** Waits until it has ended, counting from now. */
  async exit(): Promise<Exit> {
    const began = Date.now();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    await this.closed;
    clearTimeout(timer);
    return { code: this.child.exitCode, seconds: (Date.now() - began) / 1000 };
  }
}
