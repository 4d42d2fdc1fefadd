import { readFileSync } from 'node:fs';

/** Whether a process of this id lives on this machine; with `since`, whether it is still the same one. */
export function isRunning(pid, since = null) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const started = startOf(pid);
  return since === null || started === null || started === since;
}

/** When a process started, as the kernel counts; null where the system does not say. Ids are used again, this pair is not. */
export function startOf(pid) {
  return statOf(pid)?.[19] ?? null;
}

/** The parent's id; null where the system does not say. */
export function parentOf(pid) {
  return statOf(pid)?.[1] ?? null;
}

/** The fields of /proc/<pid>/stat after the name, which stands in parentheses and may hold anything. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  } catch {
    return null;
  }
}
