import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { errorCode } from '../error-code.js';
import { linkIfFree } from '../link-if-free.js';

/** What a lock file says of its holder. */
export interface LockOwner {
  readonly pid: number;
  /** When the process started; null where the system does not say. */
  readonly started: string | null;
  /** Where its pid means something: another container or machine has pids of its own. */
  readonly domain: string;
  readonly host: string;
  readonly token: string;
}

/** Undefined when there is no file or no owner can be read from it. */
export function readOwner(file: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The last heartbeat; undefined when there is no file. */
export function lastBeat(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** Removes the lock of one holder, and only that one: a faster process may have put its own there meanwhile. */
export function takeAway(file: string, holder: LockOwner): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readOwner(aside)?.token !== holder.token) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

function isOwner(value: unknown): value is LockOwner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    (value.started === null || typeof value.started === 'string') &&
    'domain' in value &&
    typeof value.domain === 'string' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'token' in value &&
    typeof value.token === 'string'
  );
}
