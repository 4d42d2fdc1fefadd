import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether a program could listen there now. */
export async function isFree(port, host) {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return true;
  } catch (error) {
    // Anything else (an address that is not ours) is explained better by whoever wants to listen.
    return error.code !== 'EADDRINUSE';
  } finally {
    probe.close();
  }
}

/**
 * A port where a program can listen soon. Drawn from those that no system gives to outgoing connections or to `listen(0)` (Linux from
 * 32768, others from 49152): between our look and the program's start nothing takes it by chance.
 */
export async function anyFree(host) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_768);
    if (await isFree(port, host)) return port;
  }
  throw new Error('No port between 20000 and 32767 is free.');
}
