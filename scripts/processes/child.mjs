import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from '../root.mjs';

const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;

/**
 * Starts a Node.js program that never outlives us. It gets a process group of its own, so that Ctrl+C in the terminal reaches it
 * through us alone, once and in the right order.
 */
export function startChild(node, args, { env = process.env, output = 'inherit', nodeOptions = [], cwd = ROOT } = {}) {
  return spawn(node, ['--import', END_WITH_PARENT, ...nodeOptions, ...args], {
    cwd,
    env: { ...env, TRUNKLINE_PARENT: String(process.pid) },
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
  });
}

/** How a child ended: `code` as a shell would give it. */
export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode ?? 128, signal: child.signalCode };
}

/** Hands each line of the child's output to `onLine`; resolves when there will be no more. */
export async function readLines(child, onLine) {
  await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => {
      for await (const line of createInterface({ input: stream })) onLine(line);
    }),
  );
}

/** Asks a child to end, and makes it end when it takes too long. */
export async function stopChild(child, patienceMs = 30_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), patienceMs);
  await ended(child);
  clearTimeout(timer);
}

/** The child and whatever it has started. */
export function killGroup(child, signal = 'SIGKILL') {
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
