import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ended, readLines, startChild, stopChild } from './processes/child.mjs';
import { onRightNode } from './processes/on-right-node.mjs';
import { onStop } from './processes/on-stop.mjs';
import { inRoot, main, Refusal, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

const READY = /^Stop with Ctrl\+C/;

/**
 * Loads what was built in plain Node.js (compilers and Jest accept named imports from CommonJS packages that Node.js does not find),
 * then does what a newcomer does: `npm start`, `npm run demo`, Ctrl+C, and `npm start` again.
 */
await main(async () => {
  process.chdir(ROOT);
  const node = await setUp();
  await onRightNode(import.meta.url, node);
  for (const file of ['dist/apps/api/src/app.module.js', 'dist/apps/sandbox/src/sandbox.js']) {
    await import(pathToFileURL(inRoot(file)).href);
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-smoke-'));
  try {
    const environment = newcomersEnvironment(dataDir);
    const first = await session(node, environment, async () => demo(node, environment));
    const second = await session(node, environment, async () => undefined);
    if (first !== second) throw new Refusal('The second start does not know the demo user of the first.');
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  console.log('Built code loads; npm start, npm run demo, Ctrl+C and npm start again do what they should.');
  process.exit(0);
});

/** Nothing of what the owner of this checkout has set: a real account in .env is none of the smoke test's business. */
function newcomersEnvironment(dataDir) {
  const dotEnv = existsSync(inRoot('.env')) ? readFileSync(inRoot('.env'), 'utf8') : '';
  const names = dotEnv.split('\n').map((line) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1]);
  // Set to nothing is as good as absent, and wins over the file.
  const emptied = Object.fromEntries(names.filter(Boolean).map((name) => [name, '']));
  const { PATH, HOME } = process.env;
  return { ...emptied, PATH, HOME, DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0' };
}

/** Starts, uses, stops. Resolves to the demo sign-in that was printed. */
async function session(node, environment, use) {
  const child = startChild(node, [inRoot('scripts/start.mjs')], { env: environment, output: 'pipe' });
  onStop((signal) => child.kill(signal));
  const lines = [];
  const isReady = new Promise((resolve) => {
    void readLines(child, (line) => {
      lines.push(line);
      if (READY.test(line)) resolve(true);
    }).then(() => resolve(false));
  });
  try {
    if (!(await isReady)) throw new Refusal(`npm start did not succeed:\n${lines.join('\n')}`);
    await use();
    child.kill('SIGINT');
    const { code } = await ended(child);
    if (code !== 0) throw new Refusal(`npm start ended with exit code ${code}:\n${lines.join('\n')}`);
    return lines.find((line) => line.includes('Demo sign-in'));
  } finally {
    await stopChild(child);
  }
}

async function demo(node, environment) {
  const child = startChild(node, [inRoot('scripts/demo.mjs')], { env: environment, output: 'pipe' });
  const lines = [];
  const read = readLines(child, (line) => lines.push(line));
  const { code } = await ended(child);
  await read;
  if (code !== 0) throw new Refusal(`npm run demo went otherwise than told:\n${lines.join('\n')}`);
}
