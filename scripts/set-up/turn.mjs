import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../processes/is-running.mjs';
import { inRoot } from '../root.mjs';

const LOCK = inRoot('.data/set-up.lock');
const LOOK_AGAIN_MS = 300;

/** One set-up of this checkout at a time: two at once would take each other's node_modules and dist away. */
export async function inTurn(log, work) {
  mkdirSync(inRoot('.data'), { recursive: true, mode: 0o700 });
  let told = false;
  while (!take()) {
    if (!told) log('Another set-up of this checkout is at work; waiting for it…');
    told = true;
    await sleep(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function take() {
  try {
    const handle = openSync(LOCK, 'wx', 0o600);
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(readIfThere());
    if (Number.isInteger(holder) && holder > 0 && !isRunning(holder)) rmSync(LOCK, { force: true });
    return false;
  }
}

function readIfThere() {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return '';
  }
}
