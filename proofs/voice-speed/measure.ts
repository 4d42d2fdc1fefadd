import { OTHER_CORES, PinnedProcess } from './pinned-process.js';
import type { Measured, Order } from './order.js';

export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly process: PinnedProcess;
}

export interface Round extends Measured {
  readonly perSecond: number;
  /** Of the server, for each request. */
  readonly cpuMicroseconds: number;
}

/** Lets the load run once against one server. Throws when an answer was no TwiML that dials. */
export async function measure({ name, url, process: server }: Contestant, order: Omit<Order, 'url'>): Promise<Round> {
  const cpuBefore = server.cpuSeconds();
  const load = PinnedProcess.start('./load.js', [JSON.stringify({ ...order, url })], OTHER_CORES);
  await load.finished();
  const cpu = server.cpuSeconds() - cpuBefore;
  const line = load.lines.at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`${name}: ${load.lines.join('\n')}\n${server.lines.slice(-5).join('\n')}`);
  const measured = JSON.parse(line) as Measured;
  if (measured.bad > 0)
    throw new Error(
      `${name}: ${String(measured.bad)} of ${String(measured.requests)} answers were no TwiML that dials`,
    );
  return {
    ...measured,
    perSecond: measured.requests / measured.seconds,
    cpuMicroseconds: (cpu * 1_000_000) / measured.requests,
  };
}
