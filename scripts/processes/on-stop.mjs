import { parentOf } from './is-running.mjs';

const LOOK_EVERY_MS = 1_000;

/**
 * Calls `stop` for every signal that means "stop". Also when npm, which started us, was killed without being able to say so: nobody
 * would know of us any more.
 */
export function onStop(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  if (process.env.npm_lifecycle_event === undefined || process.env.TRUNKLINE_PARENT !== undefined) return;
  // Between npm and us may stand the shell that npm runs scripts with; it does not end when npm does.
  const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = above();
  const watch = setInterval(() => {
    if (above() === first) return;
    clearInterval(watch);
    stop('SIGTERM');
  }, LOOK_EVERY_MS);
  watch.unref();
}
