import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Environment } from '../../apps/api/src/config/read-config.js';

/** The built program, beside the built proofs. */
const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'api', 'src', 'main.js');
const LONGEST_START_MS = 60_000;

/** The API as a process of its own, so that everything it says is heard, whoever says it. */
export class ChildApi {
  readonly #output = { stdout: '', stderr: '' };
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** `folder` becomes its working folder: no `.env` of ours may lie there. */
  constructor(environment: Environment, folder: string) {
    this.#process = spawn(process.execPath, [MAIN], { cwd: folder, env: { ...environment }, stdio: 'pipe' });
    this.#exited = once(this.#process, 'exit');
    for (const name of ['stdout', 'stderr'] as const) {
      this.#process[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#output[name] += text;
      });
    }
  }

  get stdout(): string {
    return this.#output.stdout;
  }

  get stderr(): string {
    return this.#output.stderr;
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    for (const deadline = Date.now() + LONGEST_START_MS; Date.now() < deadline;) {
      const [, url] = /listens on (\S+)/.exec(this.stdout) ?? [];
      if (url !== undefined) return url;
      if (this.#process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await this.stop();
    throw new Error(`the API did not start: ${this.stderr.slice(-2_000)}`);
  }

  /** Waits until it has ended by itself, as after a senseless setting; false when it had to be stopped. */
  async ended(withinMs: number): Promise<boolean> {
    const timeout = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), withinMs).unref());
    if ((await Promise.race([this.#exited, timeout])) !== 'late') return true;
    await this.stop();
    return false;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    await this.#exited;
  }
}
