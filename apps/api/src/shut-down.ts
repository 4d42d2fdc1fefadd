import { setTimeout as sleep } from 'node:timers/promises';
import { SipGateway } from '@app/livekit';
import { TrunkGateway } from '@app/twilio-trunk';
import { Readiness } from './health/readiness.js';
import { isLoopbackHost } from './config/loopback.js';
import type { RunningApi } from './start-api.js';

/** How long load balancers get to see that we are no longer ready, before we stop accepting. */
const DRAIN_MS = 5_000;
/** From the start of the close: how long requests in hand may still ask vendors for something. What is asked by then takes ≤ 10 s. */
const LAST_CALL_MS = 3_000;
/** From the start of the close: connections that are still open (a client that neither reads nor hangs up) are cut. */
const CUT_OFF_MS = 14_000;
/** From the signal: what is not closed by now is left as it is. Every write is one transaction, so that loses nothing. */
const LONGEST_CLOSE_MS = 25_000;

const STILL_STARTING = Symbol('still starting');

/**
 * Refuses readiness, lets requests and steps in hand finish, closes. What is still being started is closed once it has started. False
 * when that took too long. Rejects when the start fails, which is for whoever started it to tell.
 */
export async function shutDown(starting: RunningApi | Promise<RunningApi>): Promise<boolean> {
  const closed = close(starting).then(() => true);
  return Promise.race([closed, sleep(LONGEST_CLOSE_MS, false, { ref: false })]);
}

async function close(starting: RunningApi | Promise<RunningApi>): Promise<void> {
  const wasStarting = (await Promise.race([starting, Promise.resolve(STILL_STARTING)])) === STILL_STARTING;
  const api = await starting;
  api.app.get(Readiness).drain();
  // Nobody balances load onto a loopback address, nor onto a process that has not said that it is ready.
  if (!wasStarting && !isLoopbackHost(api.config.server.host)) await sleep(DRAIN_MS);
  const lastCall = setTimeout(() => {
    for (const gateway of [TrunkGateway, SipGateway]) api.app.get<TrunkGateway | SipGateway>(gateway).stop();
  }, LAST_CALL_MS);
  const cutOff = setTimeout(() => api.app.getHttpServer().closeAllConnections(), CUT_OFF_MS);
  await api.close();
  clearTimeout(lastCall);
  clearTimeout(cutOff);
}
