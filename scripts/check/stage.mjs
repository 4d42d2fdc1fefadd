import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, killGroup, readLines, startChild } from '../processes/child.mjs';
import { inRoot } from '../root.mjs';

/** The last lines of a failing program; all of it is seldom read, and never from the top. */
const MOST_LINES = 400;

let running = null;

/** For a signal: ends the stage at work with everything it has started. */
export function stopStage() {
  if (running !== null) killGroup(running, 'SIGTERM');
}

/** Runs one program to its end. `lines` is what it said, `passed` whether it ended well, `code` how exactly. */
export async function runProgram(node, [file, ...args], { nodeOptions = [], env = {} } = {}) {
  running = startChild(node, [inRoot(file), ...args], {
    nodeOptions,
    output: 'pipe',
    env: { ...process.env, CI: process.env.CI ?? '1', NO_COLOR: '1', ...env },
  });
  const child = running;
  const lines = [];
  const [{ code }] = await Promise.all([
    ended(child),
    readLines(child, (line) => {
      lines.push(line);
      if (lines.length > MOST_LINES) lines.shift();
    }),
  ]);
  running = null;
  return { passed: code === 0, lines, code };
}

/** Runs Jest and counts its tests. */
export async function runJest(node, selection, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-check-'));
  const report = join(folder, 'jest.json');
  try {
    const { passed, lines } = await runProgram(
      node,
      ['node_modules/jest/bin/jest.js', ...selection, '--json', `--outputFile=${report}`],
      { nodeOptions: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'], env },
    );
    return { passed, lines, ...countsIn(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that could not even be loaded has no tests to count, but has certainly failed. */
function countsIn(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { good: numPassedTests, bad: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests };
  } catch {
    return { good: 0, bad: 0, skipped: 0 };
  }
}
