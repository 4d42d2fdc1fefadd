import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SupabaseError } from '../supabase-error.js';
import { isAlive, startIdentity } from './process-identity.js';

const HEARTBEAT_MS = 5_000;

interface LockOwner {
  readonly pid: number;
  /** Boot id and start tick: tells the holder from a later process with its pid. Null where the system does not say. */
  readonly started: string | null;
  readonly host: string;
  readonly token: string;
}

/** The exclusive right to a data folder, held until {@link DataLock.release}. */
export interface DataLock {
  readonly file: string;
  release(): void;
}

/**
 * Takes the data folder for this process. Two processes on one PGlite folder destroy each other's rows without an error, so the
 * second must not start. A lock is taken over only from a process that certainly no longer runs, never from a live pid, however
 * old its heartbeat is; the heartbeat (the file's modification time) is there for people.
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const file = join(dataDir, 'supabase.lock');
  const owner: LockOwner = {
    pid: process.pid,
    started: startIdentity(process.pid),
    host: hostname(),
    token: randomUUID(),
  };
  acquire(file, owner);
  const heartbeat = setInterval(() => {
    beat(file);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    file,
    release() {
      clearInterval(heartbeat);
      if (readOwner(file)?.token === owner.token) rmSync(file, { force: true });
    },
  };
}

function acquire(file: string, owner: LockOwner): void {
  // The content is complete before the name exists: a lock seen by another process can always be read.
  const draft = `${file}.${owner.token}`;
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryLink(draft, file)) return;
      const holder = readOwner(file);
      if (holder !== undefined && !isDead(holder)) throw locked(file, holder);
      if (holder === undefined && exists(file)) throw unreadable(file);
      takeAway(file, holder);
    }
    throw locked(file, readOwner(file));
  } finally {
    unlinkSync(draft);
  }
}

/** A hard link is made only if the name is free, like O_EXCL, but with the content already in it. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes the lock of a dead holder, and only that one: a faster process may have put its own there meanwhile. */
function takeAway(file: string, holder: LockOwner | undefined): void {
  if (holder === undefined) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readOwner(aside)?.token !== holder.token) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function isDead(holder: LockOwner): boolean {
  // A folder shared between machines: nothing is known about the other machine's processes.
  if (holder.host !== hostname()) return false;
  // Locks of this very process are held, even where the pid alone would say so of a predecessor in a container (pid 1).
  if (!isAlive(holder.pid)) return true;
  const started = startIdentity(holder.pid);
  return holder.started !== null && started !== null && holder.started !== started;
}

function readOwner(file: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is LockOwner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    (value.started === null || typeof value.started === 'string') &&
    'host' in value &&
    typeof value.host === 'string' &&
    'token' in value &&
    typeof value.token === 'string'
  );
}

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch (error) {
    return !hasCode(error, 'ENOENT');
  }
}

function beat(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The folder may be gone at shutdown; the lock protects nothing then.
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
