import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockDataDir } from '../../libs/supabase/src/embedded/data-lock.js';
import { pidDomain } from '../../libs/supabase/src/embedded/process-identity.js';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A real second process; answers the first line it writes. */
async function holdInAnotherProcess(): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(
    process.execPath,
    [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      '--import',
      resolve('test/supabase/typescript-loader.mjs'),
      resolve('test/supabase/hold-lock.mjs'),
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [chunk]: unknown[] = await once(child.stdout, 'data');
  return { child, line: String(chunk).trim() };
}

function forgeLock(change: Record<string, unknown>): void {
  const owner = { pid: process.pid, started: null, domain: pidDomain(), host: 'h', token: 'forged', ...change };
  writeFileSync(join(folder, 'supabase.lock'), JSON.stringify(owner));
}

describe('the lock of the data folder', () => {
  it('keeps a second process out, and says who holds it and what to do', async () => {
    const lock = await lockDataDir(folder);
    const { line } = await holdInAnotherProcess();
    expect(line).toMatch(new RegExp(`^data_dir.locked .*process ${String(process.pid)} .*DATABASE_URL`));
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect((await holdInAnotherProcess()).line).toBe('locked');
  });

  it('keeps us out while another process lives, however old its heartbeat is', async () => {
    const { child, line } = await holdInAnotherProcess();
    expect(line).toBe('locked');
    child.kill('SIGSTOP');
    utimesSync(join(folder, 'supabase.lock'), 0, 0);
    await expect(lockDataDir(folder)).rejects.toMatchObject({
      code: 'data_dir.locked',
      message: expect.stringContaining(`process ${String(child.pid)}`),
    });
  });

  it('is taken over at once from a process that was killed', async () => {
    const { child } = await holdInAnotherProcess();
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    expect(existsSync(join(folder, 'supabase.lock'))).toBe(true);
    const begin = performance.now();
    const lock = await lockDataDir(folder);
    expect(performance.now() - begin).toBeLessThan(1_000);
    lock.release();
  });

  it('is refused a second time to the same process', async () => {
    const lock = await lockDataDir(folder);
    await expect(lockDataDir(folder)).rejects.toMatchObject({ code: 'data_dir.locked' });
    lock.release();
  });

  it('knows a later process that was given the pid of a dead one', async () => {
    forgeLock({ started: 'another start' });
    const lock = await lockDataDir(folder);
    expect(readFileSync(lock.file, 'utf8')).not.toContain('forged');
    lock.release();
  });

  it('watches a holder of another machine or container, and takes over only without a sign of life', async () => {
    forgeLock({ domain: 'elsewhere' });
    const beat = setInterval(() => {
      const now = new Date();
      utimesSync(join(folder, 'supabase.lock'), now, now);
    }, 500);
    await expect(lockDataDir(folder)).rejects.toMatchObject({ code: 'data_dir.locked' });
    clearInterval(beat);
    const lock = await lockDataDir(folder);
    lock.release();
  });

  it('is not guessed at when it cannot be read', async () => {
    writeFileSync(join(folder, 'supabase.lock'), 'half a li');
    await expect(lockDataDir(folder)).rejects.toMatchObject({ code: 'data_dir.locked' });
  });

  it('notices when it was taken away, and then removes nothing of the new holder', async () => {
    const lock = await lockDataDir(folder);
    forgeLock({});
    while (!lock.isLost()) await sleep(100);
    lock.release();
    expect(readFileSync(lock.file, 'utf8')).toContain('forged');
  });

  it('lets exactly one of many through, also over a stale lock', async () => {
    forgeLock({ pid: 2 ** 30 });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, async () => lockDataDir(folder)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) if (attempt.status === 'fulfilled') attempt.value.release();
  });
});
