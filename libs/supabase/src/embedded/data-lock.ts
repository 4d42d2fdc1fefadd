import { randomUUID } from 'node:crypto';
import { rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkIfFree } from '../link-if-free.js';
import { SupabaseError } from '../supabase-error.js';
import { lastBeat, readOwner, takeAway, type LockOwner } from './lock-file.js';
import { isAlive, pidDomain, startIdentity } from './process-identity.js';

const HEARTBEAT_MS = 2_000;
/** Three beats and a half: how long a holder whose pid means nothing here is watched before it counts as gone. */
const WATCH_MS = 7_000;

/** The exclusive right to a data folder, held until {@link DataLock.release}. */
export interface DataLock {
  readonly file: string;
  /** True when the file is no longer ours: somebody removed it, or took us for dead. Nothing may be written then. */
  isLost(): boolean;
  release(): void;
}

/**
 * Takes the data folder for this process. Two processes on one PGlite folder destroy each other's rows without an error, so the
 * second must not start.
 *
 * A lock is never taken from a live pid, however old its heartbeat is. Where the pid of the holder means nothing (another
 * container, or before a restart of the machine), it is watched instead: a single heartbeat refuses us, and only one who gives
 * none for {@link WATCH_MS} counts as gone. The times are observed here, so that no clocks are compared.
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const file = join(dataDir, 'supabase.lock');
  const owner: LockOwner = {
    pid: process.pid,
    started: startIdentity(process.pid),
    domain: pidDomain(),
    host: hostname(),
    token: randomUUID(),
  };
  await acquire(file, owner);
  let lost = false;
  const heartbeat = setInterval(() => {
    lost ||= readOwner(file)?.token !== owner.token;
    if (!lost) beat(file);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    file,
    isLost: () => lost,
    release() {
      clearInterval(heartbeat);
      if (readOwner(file)?.token === owner.token) rmSync(file, { force: true });
    },
  };
}

async function acquire(file: string, owner: LockOwner): Promise<void> {
  const draft = `${file}.${owner.token}`;
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (linkIfFree(draft, file)) return;
      const holder = readOwner(file);
      if (holder === undefined && lastBeat(file) !== undefined) throw unreadable(file);
      if (holder === undefined) continue;
      if (await mayLive(file, holder, owner.domain)) throw locked(file, holder);
      takeAway(file, holder);
    }
    throw locked(file, readOwner(file));
  } finally {
    unlinkSync(draft);
  }
}

async function mayLive(file: string, holder: LockOwner, domain: string): Promise<boolean> {
  if (holder.domain !== domain) return beats(file);
  if (!isAlive(holder.pid)) return false;
  const started = startIdentity(holder.pid);
  // Another start time: the pid was given to a new process after the holder had died.
  return holder.started === null || started === null || holder.started === started;
}

async function beats(file: string): Promise<boolean> {
  const first = lastBeat(file);
  const end = performance.now() + WATCH_MS;
  while (performance.now() < end) {
    await sleep(200);
    if (lastBeat(file) !== first) return lastBeat(file) !== undefined;
  }
  return false;
}

function beat(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The next beat will find that the file is gone.
  }
}

function locked(file: string, holder: LockOwner | undefined): SupabaseError {
  const who = holder === undefined ? 'another process' : `process ${String(holder.pid)} on ${holder.host}`;
  return new SupabaseError(
    'data_dir.locked',
    `The data folder is in use by ${who} (${file}). Stop that process first, or set DATABASE_URL to a PostgreSQL, ` +
      'which several processes may share. Remove the file by hand only if that process certainly does not run.',
  );
}

function unreadable(file: string): SupabaseError {
  return new SupabaseError(
    'data_dir.locked',
    `The lock of the data folder cannot be read (${file}). If no other Trunkline uses the folder, remove that file.`,
  );
}
