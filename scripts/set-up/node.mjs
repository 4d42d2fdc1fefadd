import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot, Refusal } from '../root.mjs';

/** Below it Jest cannot load CommonJS packages that require ES modules, and supabase-js has no WebSocket. */
const LEAST = [24, 9];
const OWN = inRoot('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/** The Node.js that runs Trunkline: the running one if it is new enough, else the one that the package `node` brings; or null. */
export function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  if (!existsSync(OWN)) return null;
  const { status, stdout } = spawnSync(OWN, ['--version'], { encoding: 'utf8' });
  return status === 0 && isNewEnough(stdout.trim().replace(/^v/, '')) ? OWN : null;
}

/** npm 11 may block install scripts, and the package `node` fetches its program in one. */
export function fetchNode(log) {
  log('Fetching Node.js 24…');
  const folder = inRoot('node_modules/node');
  const { status, stderr } = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const found = findNode();
  if (found !== null) return found;
  throw new Refusal(
    `Trunkline needs Node.js ${LEAST.join('.')} or newer; this is ${process.versions.node}, and the package "node" could not ` +
      `fetch another${status === 0 ? '' : `:\n${String(stderr).trim().split('\n').slice(-5).join('\n')}\n`}` +
      '. Install Node.js 24 and start again.',
  );
}
