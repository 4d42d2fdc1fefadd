import { AsyncLocalStorage } from 'node:async_hooks';

const METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const;

const quiet = new AsyncLocalStorage<true>();
let users = 0;
let restore: (() => void) | undefined;

/**
 * Runs `work` without anything it prints. `@supabase/lite` writes every failed statement, with the values of the row, to the
 * global console and has no option against it; what failed reaches our caller as an error anyway.
 *
 * Only calls that come from within `work` (by asynchronous context) are dropped. Everybody else's console is untouched, though
 * the five methods are replaced by ones that ask for the context while at least one embedded database is open.
 */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  return quiet.run(true, work);
}

/** Replaces the console's methods until the returned function is called. Several users may have it replaced at once. */
export function muteConsole(): () => void {
  users += 1;
  restore ??= replaceMethods();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    users -= 1;
    if (users > 0) return;
    restore?.();
    restore = undefined;
  };
}

function replaceMethods(): () => void {
  const target = globalThis.console;
  const originals = METHODS.map((name) => [name, target[name]] as const);
  for (const [name, original] of originals) {
    target[name] = (...values: unknown[]) => {
      if (quiet.getStore() === undefined) original.apply(target, values);
    };
  }
  return () => {
    for (const [name, original] of originals) target[name] = original;
  };
}
