import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../apps/api/src/config/read-config.js';

/** The built programs, beside the built proofs, and how each tells its address once it listens. */
const PROGRAMS = {
  api: { file: '../../apps/api/src/main.js', listens: /listens on (http:\S+)/ },
  sandbox: { file: '../../apps/sandbox/src/main.js', listens: /LiveKit on (http:\S+)/ },
} as const;

const READY_WITHIN_MS = 90_000;

/** A built program of ours as a process of its own, started where no `.env` lies. It dies with us. */
export class OwnProcess {
  readonly lines: string[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.ended = once(child, 'close');
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    void this.ended.then(() => process.removeListener('exit', killWithUs));
  }

  /** Resolves with the process and its address when it listens; throws with its last lines when it ends instead. */
  static async start(
    program: keyof typeof PROGRAMS,
    environment: Environment,
  ): Promise<{ readonly process: OwnProcess; readonly url: string }> {
    const { file, listens } = PROGRAMS[program];
    const own = OwnProcess.launch(fileURLToPath(new URL(file, import.meta.url)), [], environment);
    for (const deadline = Date.now() + READY_WITHIN_MS; own.isAlive && Date.now() < deadline;) {
      const url = own.lines.map((line) => listens.exec(line)?.[1]).find((found) => found !== undefined);
      if (url !== undefined) return { process: own, url };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await own.kill();
    throw new Error(`the ${program} did not start:\n${own.lines.slice(-20).join('\n')}`);
  }

  /** Starts a program that is not expected to listen. */
  static launch(file: string, args: readonly string[], environment: Environment): OwnProcess {
    const cwd = mkdtempSync(join(tmpdir(), 'trunkline-cwd-'));
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const own = new OwnProcess(child);
    void own.ended.then(() => rmSync(cwd, { recursive: true, force: true }));
    return own;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** `kill -9`: it can finish nothing and say nothing any more. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Stops it in the middle of whatever it does; it does not notice. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGTERM');
    await this.ended;
  }

  /** Waits until it has ended by itself; its exit code, null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }
}
