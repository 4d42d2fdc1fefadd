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

export async function anyFree(host) {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
