import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../apps/api/src/main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
const LISTENS = /listens on (http:\S+)/;

export interface StartedApi {
  readonly lines: readonly string[];
  /** Whether it becomes ready for requests. */
  ready(): Promise<boolean>;
  /** Its exit code; null when it had to be killed, because it went on. */
  endsWithin(milliseconds: number): Promise<number | null>;
  stop(): Promise<void>;
}

/** The built API as a process of its own, with this environment and nothing else: no `.env` lies where it is started. */
export function startApi(environment: Readonly<Record<string, string>>): StartedApi {
  const cwd = mkdtempSync(join(tmpdir(), 'trunkline-boot-cwd-'));
  const child = spawn(process.execPath, [PROGRAM], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const closed = once(child, 'close').then(() => rmSync(cwd, { recursive: true, force: true }));
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void closed.then(() => process.removeListener('exit', killWithUs));
  return {
    lines,
    async ready() {
      const deadline = Date.now() + READY_WITHIN_MS;
      while (child.exitCode === null && Date.now() < deadline) {
        const url = lines.map((line) => LISTENS.exec(line)?.[1]).find(Boolean);
        if (url !== undefined && (await fetch(`${url}/health/ready`)).ok) return true;
        await sleep(100);
      }
      return false;
    },
    async endsWithin(milliseconds) {
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
      await closed;
      clearTimeout(timer);
      return child.exitCode;
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
