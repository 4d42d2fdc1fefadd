import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inRoot, Refusal, ROOT } from '../root.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes down what it installed as its last act, so an interrupted
 * installation shows, and packages that somebody else installed are not installed again. Optional packages are for other machines.
 */
export function arePackagesInstalled() {
  if (!existsSync(inRoot('node_modules/.package-lock.json'))) return false;
  const wanted = packagesOf(inRoot('package-lock.json'));
  const present = packagesOf(inRoot('node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' ||
      (present[path] === undefined ? optional === true || devOptional === true : present[path].version === version),
  );
}

export function installPackages(log) {
  log('Installing the packages that package-lock.json names (once; about a minute)…');
  // npm's own script when npm started us: what is called npm on the path may be another one.
  const script = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, all] = script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args];
  const { status, error, stdout, stderr } = spawnSync(command, all, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
  throw new Refusal(
    `npm ci did not succeed${error ? ` (${error.message})` : ''}. What it said last:\n\n${said}\n\n` +
      'The package registry must be reachable for this step, and only for this one.',
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
