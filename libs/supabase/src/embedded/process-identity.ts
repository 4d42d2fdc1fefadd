import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../error-code.js';

/**
 * When a process started, in a form that another process can compare: the tick since the machine's start from /proc. Null where
 * there is no /proc; then only the pid can be asked about.
 */
export function startIdentity(pid: number): string | null {
  const fields = statFields(pid);
  return fields?.[19] ?? null;
}

/** Whether a process with this pid runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended and holds nothing any more.
    return statFields(pid)?.[0] !== 'Z';
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Within one domain pids can be compared: this start of this machine, and this container of it. */
export function pidDomain(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** The fields of /proc/<pid>/stat from the state on. The program's name before them may hold anything, parentheses included. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
