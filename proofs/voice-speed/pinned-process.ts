import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../apps/api/src/config/read-config.js';

const TASKSET = '/usr/bin/taskset';
/** Where there are two cores and something to pin with: the server has one for itself, and everything else the others. */
export const IS_PINNED = existsSync(TASKSET) && availableParallelism() > 1;
export const SERVER_CORE = '0';
export const OTHER_CORES = `1-${String(Math.max(1, availableParallelism() - 1))}`;

const READY_WITHIN_MS = 60_000;
/** Kernel ticks a second in /proc/…/stat (getconf CLK_TCK on every Linux that Node runs on). */
const TICKS_PER_SECOND = 100;

/** A built program, on the cores it is given. It dies with us. */
export class PinnedProcess {
  readonly lines: string[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.keep(line));
    }
    this.ended = once(child, 'close');
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    void this.ended.then(() => process.removeListener('exit', killWithUs));
  }

  /** `file` is relative to this one. */
  static start(file: string, args: readonly string[], cores: string, environment: Environment = {}): PinnedProcess {
    const command = [process.execPath, fileURLToPath(new URL(file, import.meta.url)), ...args];
    const [program = '', ...rest] = IS_PINNED ? [TASKSET, '-c', cores, ...command] : command;
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
    return new PinnedProcess(spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** The address it prints, with its first line of that form. */
  async address(pattern: RegExp): Promise<string> {
    for (const deadline = Date.now() + READY_WITHIN_MS; this.isAlive && Date.now() < deadline;) {
      const url = this.lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
      if (url !== undefined) return url;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`it did not start:\n${this.lines.slice(-20).join('\n')}`);
  }

  /** Its processor time so far, in seconds, user and system, all threads. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${String(this.child.pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Its resident memory, MiB. */
  residentMiB(): number {
    const status = readFileSync(`/proc/${String(this.child.pid)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async finished(): Promise<void> {
    await this.ended;
  }

  async stop(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGTERM');
    await this.ended;
  }

  private keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > 2_000) this.lines.splice(0, 1_000);
  }
}
