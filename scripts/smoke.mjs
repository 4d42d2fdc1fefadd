import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onRightNode } from './processes/on-right-node.mjs';
import { ended, readLines, startChild, stopChild } from './processes/child.mjs';
import { inRoot, main, Refusal, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';
import { answers } from './start/readiness.mjs';
import { anyFree } from './start/ports.mjs';

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 60_000;

/**
 * Loads what was built in plain Node.js, and starts and stops the server once. Compilers and Jest accept named imports from CommonJS
 * packages that Node.js does not find; this is where such a fault shows.
 */
await main(async () => {
  process.chdir(ROOT);
  const node = await setUp();
  await onRightNode(import.meta.url, node);
  for (const file of ['dist/apps/api/src/app.module.js', 'dist/apps/sandbox/src/sandbox.js']) {
    await import(pathToFileURL(inRoot(file)).href);
  }
  await startAndStop(node);
  console.log('Built code loads; the server starts, is ready and stops.');
  process.exit(0);
});

async function startAndStop(node) {
  // A folder of its own to work in too: a .env beside package.json is none of its business.
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-smoke-'));
  const [port, sandboxPort] = [await anyFree(HOST), await anyFree(HOST)];
  const plain = { PATH: process.env.PATH, HOME: process.env.HOME, LOG_FORMAT: 'pretty', LOG_LEVEL: 'warn' };
  const sandboxUrl = `http://${HOST}:${sandboxPort}`;
  const lines = [];
  const run = (file, env) => {
    const child = startChild(node, [inRoot(file)], { env: { ...plain, ...env }, output: 'pipe', cwd: folder });
    void readLines(child, (line) => lines.push(line));
    return child;
  };
  const sandbox = run('dist/apps/sandbox/src/main.js', { SANDBOX_PORT: String(sandboxPort) });
  const api = run('dist/apps/api/src/main.js', {
    PORT: String(port),
    PUBLIC_URL: `http://${HOST}:${port}`,
    DATA_DIR: join(folder, 'data'),
    TWILIO_BASE_URL: sandboxUrl,
    LIVEKIT_URL: sandboxUrl,
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'sandbox-livekit-secret-not-for-production',
    LIVEKIT_SIP_URI: 'sip:sandbox.sip.livekit.cloud',
  });
  try {
    const mayWait = () => api.exitCode === null && sandbox.exitCode === null;
    const isReady = await answers(`http://${HOST}:${port}/health/ready`, mayWait, READY_WITHIN_MS);
    await stopChild(api);
    const { code } = await ended(api);
    if (!isReady || code !== 0) {
      const what = isReady ? `ended with exit code ${code}` : 'did not become ready';
      throw new Refusal(`The built server ${what}:\n${lines.join('\n')}`);
    }
  } finally {
    await stopChild(api);
    await stopChild(sandbox);
    rmSync(folder, { recursive: true, force: true });
  }
}
