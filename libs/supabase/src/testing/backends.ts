import { openTestbed, type Testbed } from './testbed.js';
import { startThrowawayPostgres } from './throwaway-postgres.js';

/** A database of its own on each backend there is here, by name. */
export interface Backends {
  readonly beds: readonly (readonly [name: string, bed: Testbed])[];
  close(): Promise<void>;
}

/** Opens PGlite, and PostgreSQL where one can be started; where none can, a line on stderr says that `what` was not tried on it. */
export async function openBackends(what: string): Promise<Backends> {
  const server = await startThrowawayPostgres();
  if (server === undefined) process.stderr.write(`No PostgreSQL can be started here: ${what} on PGlite only.\n`);
  const beds: [string, Testbed][] = [['PGlite', await openTestbed()]];
  if (server !== undefined) beds.push(['PostgreSQL', await openTestbed(server.url)]);
  return {
    beds,
    async close() {
      for (const [, bed] of beds) await bed.close();
      await server?.stop();
    },
  };
}
