import { randomUUID } from 'node:crypto';
import type { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { CommandRefusal } from './command-line.js';

const TTL_SECONDS = 60;
const RENEW_EVERY_MS = 20_000;

/** Two commands at once would overwrite each other's file or rows. A lease of the database, so that it also holds across machines. */
export async function withSoleRight<T>(
  tenantDatabase: TenantDatabase,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const database = tenantDatabase.service();
  const lease = { p_name: `command:${name}`, p_holder: randomUUID() };
  // PGlite has let us in, so whoever held it is dead: what a killed command left need not be waited for.
  if (!tenantDatabase.isShared) {
    unwrap(await database.from('leases').update({ expires_at: '-infinity' }).eq('name', lease.p_name));
  }
  const fence = unwrap(await database.rpc('acquire_lease', { ...lease, p_ttl_seconds: TTL_SECONDS }));
  if (fence === null) {
    throw new CommandRefusal(
      `The same command is at work elsewhere, or was killed less than ${TTL_SECONDS} seconds ago. Try again in a minute.`,
    );
  }
  const renewal = setInterval(() => {
    // A renewal that fails is tried again before the lease runs out.
    database
      .rpc('renew_lease', { ...lease, p_fence: fence, p_ttl_seconds: TTL_SECONDS })
      .then(undefined, () => undefined);
  }, RENEW_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await database.rpc('release_lease', { ...lease, p_fence: fence });
  }
}
