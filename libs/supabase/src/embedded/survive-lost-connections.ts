import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '@supabase/lite/postgres';

const RESERVE_WITHIN_MS = 5_000;

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
  passOverLostTypeQueries();
  const reserve = driver.reserve.bind(driver);
  driver.reserve = async () => {
    for (;;) {
      const { reserved, isAlive } = guard(await within(RESERVE_WITHIN_MS, reserve()));
      if (await isAlive) return reserved;
    }
  };
}

let passesOver = false;

/**
 * Behind every new connection the driver asks for the array types, and when that connection ends meanwhile nobody can catch it
 * (`fetchArrayTypes`); without them lite does not start, and without asking `reserve` hangs. Everything else stays what it is
 * in Node: the end of the process.
 */
function passOverLostTypeQueries(): void {
  if (passesOver) return;
  passesOver = true;
  process.on('unhandledRejection', (reason) => {
    const isOfDriver = reason instanceof Error && /\/postgres\/(src|cjs\/src)\/connection\.js/.test(reason.stack ?? '');
    if (!isOfDriver || !isEndOfConnection(reason)) throw reason;
  });
}

/** One that ends while it is being made is never mentioned again, and whoever waits for it would wait for ever. */
async function within(milliseconds: number, reservation: Promise<Reserved>): Promise<Reserved> {
  const expiry = new AbortController();
  const expired = sleep(milliseconds, null, { ref: false, signal: expiry.signal });
  expired.catch(() => undefined);
  const reserved = await Promise.race([reservation, expired]);
  expiry.abort();
  if (reserved !== null) return reserved;
  void reservation.then((late) => late.release()).catch(() => undefined);
  throw Object.assign(new Error('PostgreSQL gave no connection in time.'), { code: 'CONNECT_TIMEOUT' });
}

interface Guarded {
  readonly reserved: Reserved;
  readonly isAlive: Promise<boolean>;
}

function guard(reserved: Reserved): Guarded {
  const unsafe = reserved.unsafe.bind(reserved);
  const release = reserved.release.bind(reserved);
  let lost: unknown = null;
  let fail: (reason: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (fail = reject));
  ended.catch(() => undefined);
  let held: Connection | null = null;
  const lose = (reason: unknown): void => {
    lost ??= reason;
    fail(lost);
  };
  const onexecute = (connection: Connection): true => {
    held = connection;
    connection.onclose = lose;
    return true;
  };
  const ask = async (text: string, parameters: unknown[]): Promise<unknown> => {
    if (lost !== null) throw lost;
    try {
      return await Promise.race([unsafe(text, parameters as never[], { onexecute } as object), ended]);
    } catch (error) {
      if (isEndOfConnection(error)) lose(error);
      throw error;
    }
  };
  const isAlive = ask('select 1', []).then(
    () => true,
    (error: unknown) => {
      lose(error);
      return false;
    },
  );
  return {
    // Only a query shows us the connection. The first one goes out at once, as long as it cannot have ended yet.
    isAlive,
    reserved: Object.assign(reserved, {
      unsafe: ask as unknown as Reserved['unsafe'],
      release: () => {
        // One that is gone has left the pool by itself, and may be somebody else's by now.
        if (lost !== null) return;
        if (held !== null) held.onclose = null;
        release();
      },
    }),
  };
}

/** Errors after which nothing more can be asked on the connection: the network's, the driver's, and FATAL ones of the server. */
function isEndOfConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown };
  const isBroken = typeof code === 'string' && /^(CONNECTION_|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/.test(code);
  return isBroken || severity === 'FATAL';
}
