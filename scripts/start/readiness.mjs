import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/** Resolves to true once the URL answers 200, to false when `mayWait` says that it never will. */
export async function answers(url, mayWait, withinMs) {
  const deadline = Date.now() + withinMs;
  while (mayWait() && Date.now() < deadline) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}
