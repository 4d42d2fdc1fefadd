import { setTimeout as sleep } from 'node:timers/promises';
import { Readiness } from './health/readiness.js';
import { isLoopbackHost } from './config/loopback.js';
import type { RunningApi } from './start-api.js';

/** How long load balancers get to see that we are no longer ready, before we stop accepting. */
const DRAIN_MS = 5_000;
const LONGEST_CLOSE_MS = 25_000;

/** Refuses readiness, lets running requests finish, closes. False when that took too long. */
export async function shutDown(api: RunningApi): Promise<boolean> {
  api.app.get(Readiness).drain();
  // Nobody balances load onto a loopback address.
  const drainMs = isLoopbackHost(api.config.server.host) ? 0 : DRAIN_MS;
  const closed = sleep(drainMs)
    .then(async () => api.close())
    .then(() => true);
  return Promise.race([closed, sleep(LONGEST_CLOSE_MS, false, { ref: false })]);
}
