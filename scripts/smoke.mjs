import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { demo, newcomersEnvironment, session } from './demo/session.mjs';
import { onRightNode } from './processes/on-right-node.mjs';
import { inRoot, main, Refusal, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

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
    const signIn = (lines) => lines.find((line) => line.includes('Demo sign-in'));
    const first = signIn(await session(node, environment, () => demo(node, environment)));
    const second = signIn(await session(node, environment, async () => undefined));
    if (first !== second) throw new Refusal('The second start does not know the demo user of the first.');
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  console.log('Built code loads; npm start, npm run demo, Ctrl+C and npm start again do what they should.');
  process.exit(0);
});
