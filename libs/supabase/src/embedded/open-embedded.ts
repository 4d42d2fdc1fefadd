import { restoreEmitWarning } from './keep-emit-warning.js';
import { readMigrations } from '../migrations/read-migrations.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { SupabaseError } from '../supabase-error.js';
import type { EmbeddedOptions } from '../supabase.js';
import { checkSecrets } from './check-secrets.js';
import { createApp } from './create-app.js';
import { createRoles } from './create-roles.js';
import type { DatabaseGate } from './database-gate.js';
import type { Serve } from './embedded-fetch.js';
import { keepGrantsNarrow, passSqlStates } from './lite-connection.js';
import { muteConsole, quietly } from './quiet-console.js';
import type { SqlSession } from './sql-session.js';
import { startPglite, type OpenSeams } from './start-pglite.js';
import { startPostgres } from './start-postgres.js';

// After the imports, of which lite is one.
restoreEmitWarning();

/** A started database with Supabase's HTTP interface in front of it. Internal: clients get it through `openSupabase`. */
export interface EmbeddedDatabase {
  readonly kind: 'pglite' | 'postgres';
  readonly serve: Serve;
  /** As the owner of the schema, past row-level security; for start-up, tests and proofs. */
  readonly session: SqlSession;
  /** Null where there is nothing to guard: PostgreSQL has a session per connection. */
  readonly gate: DatabaseGate | null;
  close(): Promise<void>;
}

/** Starts the embedded database: lock, connection, system schema, roles, migrations, in this order. */
export async function openEmbedded(
  options: EmbeddedOptions,
  seams: OpenSeams = { gate: 'on' },
): Promise<EmbeddedDatabase> {
  checkSecrets(options);
  const migrations = await readMigrations(options.migrationsDir);
  const { dataDir, databaseUrl } = options;
  const parts = databaseUrl === undefined ? await startPglite(dataDir, seams) : startPostgres(databaseUrl);
  const unmute = muteConsole();
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    try {
      await quietly(async () => parts.close());
    } finally {
      unmute();
    }
  };
  try {
    keepGrantsNarrow(parts.connection);
    passSqlStates(parts.connection);
    const app = createApp(parts.connection, options);
    await parts.exclusively(async () => {
      await quietly(async () => {
        await app.init();
        await app.ensureSystemSchema();
      });
      await createRoles(parts.session);
      await runMigrations(parts.session, migrations);
      await parts.connection.clearSchemaCache();
    });
    const { gate } = parts;
    const answer: Serve = async (request) => {
      if (closed) throw new SupabaseError('database.unreachable', 'The database was closed.');
      parts.refuseWhenLost();
      return quietly(async () => app.fetch(request));
    };
    return {
      kind: parts.kind,
      session: parts.session,
      gate,
      serve: gate === null ? answer : async (request) => gate.run(async () => answer(request)),
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
