import type { PostgresConnection } from '@supabase/lite/postgres';

type Driver = PostgresConnection['driver'];
type Reserved = Awaited<ReturnType<Driver['reserve']>>;

/** The connection under a reservation, as postgres.js hands it to `onexecute`. Internal, and pinned with its version. */
interface Connection {
  onclose: ((reason: Error) => void) | null;
}

/**
 * Ends what hangs on a connection that is gone. A connection that postgres.js 3.4 has reserved (lite reserves one for each request) is
 * not told apart from a living one afterwards: a query on it waits for ever, giving it back puts a dead one among the free, and a
 * write to it brings the process down ("Cannot read properties of null (reading 'write')"). A restarted database or a process that
 * stood still in a transaction is enough for that.
 */
export function surviveLostConnections({ driver }: PostgresConnection): void {
  const reserve = driver.reserve.bind(driver);
  driver.reserve = async () => guard(await reserve());
}

function guard(reserved: Reserved): Reserved {
  let lost: unknown = null;
  let held: Connection | null = null;
  const unsafe = reserved.unsafe.bind(reserved);
  const release = reserved.release.bind(reserved);
  const ask = async (text: string, parameters: unknown[]): Promise<unknown> => {
    if (lost !== null) throw lost;
    const onexecute = (connection: Connection): true => {
      held = connection;
      connection.onclose = (reason) => (lost ??= reason);
      return true;
    };
    try {
      return await unsafe(text, parameters as never[], { onexecute } as object);
    } catch (error) {
      if (isEndOfConnection(error)) lost ??= error;
      throw error;
    }
  };
  return Object.assign(reserved, {
    unsafe: ask as unknown as Reserved['unsafe'],
    release: () => {
      // One that is gone has left the pool by itself, and may be somebody else's by now.
      if (lost !== null) return;
      if (held !== null) held.onclose = null;
      release();
    },
  });
}

/** Errors after which nothing more can be asked on the connection: the network's, the driver's, and FATAL ones of the server. */
function isEndOfConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown };
  const isBroken = typeof code === 'string' && /^(CONNECTION_|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/.test(code);
  return isBroken || severity === 'FATAL';
}
