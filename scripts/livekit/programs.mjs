import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../root.mjs';

export const VERSION = 'v1.13.5';
const MODULE = `github.com/livekit/livekit-server/cmd/server@${VERSION}`;
const LEAST_GO = [1, 26];
/** For whoever only wants to know whether this machine can do it: nothing was tested, and nothing is wrong. */
export const NOT_HERE = 69;

const OWN = 'or name a server of yours with LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET.';

/** Redis, which LiveKit keeps trunks and rules in. */
export function redisProgram() {
  if (spawnSync('redis-server', ['--version']).status === 0) return 'redis-server';
  throw new Refusal(
    `No real LiveKit here: it needs redis-server (Debian: apt-get install redis-server), ${OWN}`,
    NOT_HERE,
  );
}

/** livekit-server, installed once for this user. That takes minutes, and nothing else on the machine is touched. */
export function liveKitProgram(log) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'trunkline');
  const folder = join(cache, `livekit-server-${VERSION}`);
  const program = join(folder, 'server');
  if (existsSync(program)) return program;
  const go = findGo();
  log(`Installing livekit-server ${VERSION}, which is done once and takes some minutes…`);
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const { status, stderr } = spawnSync(go, ['install', MODULE], {
      cwd: draft,
      env: { ...process.env, GOBIN: draft, GOTOOLCHAIN: 'local', GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Refusal(`go install ${MODULE} failed:\n${lastLines(stderr, 10)}`);
    if (!existsSync(program)) renameIfFree(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}

function findGo() {
  const found = ['go', '/usr/local/go/bin/go'].find(isNewEnough);
  if (found !== undefined) return found;
  throw new Refusal(
    `No real LiveKit here: it needs Go ${LEAST_GO.join('.')} or newer to be installed with, ${OWN}`,
    NOT_HERE,
  );
}

function isNewEnough(go) {
  const { status, stdout } = spawnSync(go, ['env', 'GOVERSION'], {
    env: { ...process.env, GOTOOLCHAIN: 'local' },
    encoding: 'utf8',
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(status === 0 ? stdout : '')?.map(Number) ?? [];
  return major > LEAST_GO[0] || (major === LEAST_GO[0] && minor >= LEAST_GO[1]);
}

/** Somebody else may have been quicker. */
function renameIfFree(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}
