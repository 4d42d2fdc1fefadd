import { existsSync, readFileSync } from 'node:fs';
import { ended, readLines, startChild, stopChild } from '../processes/child.mjs';
import { onStop } from '../processes/on-stop.mjs';
import { inRoot, Refusal } from '../root.mjs';

const READY = /^Stop with Ctrl\+C/;

/** Nothing of what the owner of this checkout has set: a real account in .env is none of a test's business. */
export function newcomersEnvironment(dataDir, own = {}) {
  const dotEnv = existsSync(inRoot('.env')) ? readFileSync(inRoot('.env'), 'utf8') : '';
  const names = dotEnv.split('\n').map((line) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1]);
  // Set to nothing is as good as absent, and wins over the file.
  const emptied = Object.fromEntries(names.filter(Boolean).map((name) => [name, '']));
  const { PATH, HOME } = process.env;
  return { ...emptied, PATH, HOME, DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0', ...own };
}

/** `npm start`, use, Ctrl+C. Resolves to what was printed. */
export async function session(node, environment, use) {
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
    return lines;
  } finally {
    await stopChild(child);
  }
}

/** `npm run demo` against the session that runs. Resolves to the transcript. */
export async function demo(node, environment) {
  const child = startChild(node, [inRoot('scripts/demo.mjs')], { env: environment, output: 'pipe' });
  const lines = [];
  const read = readLines(child, (line) => lines.push(line));
  const { code } = await ended(child);
  await read;
  if (code !== 0) throw new Refusal(`npm run demo went otherwise than told:\n${lines.join('\n')}`);
  return lines;
}
