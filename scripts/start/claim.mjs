import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, startOf } from '../processes/is-running.mjs';
import { Refusal } from '../root.mjs';

/** Beside the data, so that `npm run demo` and a second `npm start` find the one that runs. */
const claimFile = (dataDir) => join(dataDir, 'start.json');

/**
 * Takes the data folder for this start, sandbox included: two sandboxes would write one state file over each other. The API has
 * a lock of its own; this one is asked first, because it can say where the other one is.
 */
export function claimDataDir(dataDir, content) {
  const file = claimFile(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  const claim = { pid: process.pid, started: startOf(process.pid), ...content };
  writeFileSync(draft, `${JSON.stringify(claim, null, 2)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      refuseIfClaimed(dataDir);
      rmSync(file, { force: true });
      if (linkIfFree(draft, file)) break;
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readClaim(dataDir)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** Throws the sentence for whoever starts a second time. */
export function refuseIfClaimed(dataDir) {
  const other = readClaim(dataDir);
  if (other === null) return;
  throw new Refusal(
    `Trunkline runs already on this data folder: ${other.address} (process ${other.pid}).\n` +
      `Use it, or stop it with Ctrl+C where it was started or with: kill ${other.pid}`,
    75,
  );
}

/** Who has the folder now; null when nobody that lives. */
export function readClaim(dataDir) {
  try {
    const claim = JSON.parse(readFileSync(claimFile(dataDir), 'utf8'));
    return isRunning(claim.pid, claim.started) ? claim : null;
  } catch {
    return null;
  }
}

function linkIfFree(draft, file) {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
