import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { App } from '@supabase/lite';
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite';
import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import type { Secret } from '@app/secrets';
import { readMigrations } from '../migrations/read-migrations.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { SupabaseError } from '../supabase-error.js';
import { checkSecrets, type EmbeddedKeys } from './check-secrets.js';
import { createRoles } from './create-roles.js';
import { lockDataDir } from './data-lock.js';
import { DATABASE_FOLDER } from './database-folder.js';
import type { DatabaseGate } from './database-gate.js';
import type { Serve } from './embedded-fetch.js';
import { gatePglite } from './gate-pglite.js';
import { keepGrantsNarrow } from './lite-connection.js';
import { muteConsole, quietly } from './quiet-console.js';
import { pgliteSession, postgresSession, type SqlSession } from './sql-session.js';

export interface EmbeddedDatabaseOptions extends EmbeddedKeys {
  readonly dataDir: string;
  readonly databaseUrl?: Secret | string | undefined;
  readonly signup: boolean;
  readonly siteUrl: string;
  readonly migrationsDir: string;
}

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

/** For the proof that the gate is what keeps tenants apart; nothing else may open a database without it. */
export interface OpenSeams {
  readonly gate: 'on' | 'none';
}

const MIGRATION_HOLD_MS = 300_000;
const ADVISORY_LOCK = '7303084411724108398';

/** Starts the embedded database: lock, connection, system schema, roles, migrations, in this order. */
export async function openEmbedded(
  options: EmbeddedDatabaseOptions,
  seams: OpenSeams = { gate: 'on' },
): Promise<EmbeddedDatabase> {
  checkSecrets(options);
  const migrations = await readMigrations(options.migrationsDir);
  const parts =
    options.databaseUrl === undefined ? await startPglite(options, seams) : startPostgres(options.databaseUrl);
  const unmute = muteConsole();
  const close = async (): Promise<void> => {
    try {
      await quietly(async () => parts.close());
    } finally {
      unmute();
    }
  };
  try {
    keepGrantsNarrow(parts.connection);
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
    const answer: Serve = async (request) => quietly(async () => app.fetch(request));
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

interface Parts {
  readonly kind: 'pglite' | 'postgres';
  readonly connection: PgliteConnection | PostgresConnection;
  readonly session: SqlSession;
  readonly gate: DatabaseGate | null;
  /** Runs the start-up without any other process or task in between. */
  exclusively(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

async function startPglite({ dataDir }: EmbeddedDatabaseOptions, seams: OpenSeams): Promise<Parts> {
  if (!isAbsolute(dataDir)) throw new SupabaseError('data_dir.invalid', 'The data folder must be an absolute path.');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(dataDir);
  try {
    const connection = await createPgliteConnection({ url: join(dataDir, DATABASE_FOLDER) });
    await connection.driver.waitReady;
    const gate = seams.gate === 'on' ? await gatePglite(connection.driver) : null;
    return {
      kind: 'pglite',
      connection,
      session: pgliteSession(connection.driver),
      gate,
      exclusively: async (work) => (gate === null ? work() : gate.run(work, { maxHoldMs: MIGRATION_HOLD_MS })),
      async close() {
        const end = async (): Promise<void> => connection.close();
        await (gate === null ? end() : gate.run(end)).finally(() => lock.release());
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function startPostgres(databaseUrl: Secret | string): Parts {
  const url = typeof databaseUrl === 'string' ? databaseUrl : databaseUrl.reveal();
  const connection = createPostgresConnection({ url, postgresOptions: { onnotice: () => undefined } });
  return {
    kind: 'postgres',
    connection,
    session: postgresSession(connection.driver),
    gate: null,
    // A lock of the transaction, not of the session: it also holds through a pooler that hands out transactions.
    async exclusively(work) {
      await connection.driver.begin(async (tx) => {
        await tx.unsafe(`select pg_catalog.pg_advisory_xact_lock(${ADVISORY_LOCK})`);
        await work();
      });
    },
    close: async () => connection.driver.end({ timeout: 5 }),
  };
}

function createApp(connection: PgliteConnection | PostgresConnection, options: EmbeddedDatabaseOptions): App {
  return new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret.reveal(),
      publishable_key: options.publishableKey,
      secret_key: options.secretKey.reveal(),
      site_url: options.siteUrl,
      enable_signup: options.signup,
      enable_anonymous_sign_ins: false,
      minimum_password_length: 10,
      email: { enable_signup: options.signup, enable_confirmations: false },
    },
    studio: { enabled: false },
    options: {
      server: { admin: false, disableStudio: true, disableFallback: true },
      // Mail would be network traffic inside the gate, and lite's default prints it.
      drivers: { email: { send: async () => Promise.reject(new Error('The embedded database sends no mail.')) } },
    },
  });
}
