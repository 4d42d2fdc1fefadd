import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import type { Secret } from '@app/secrets';
import { errorCode } from '../error-code.js';
import { SupabaseError } from '../supabase-error.js';
import type { DatabaseParts } from './database-parts.js';
import { postgresSession } from './sql-session.js';
import { surviveLostConnections } from './survive-lost-connections.js';

const ADVISORY_LOCK = '7303084411724108398';

/** A PostgreSQL server, which several processes may share: they take turns at starting only. */
export function startPostgres(databaseUrl: Secret | string): DatabaseParts {
  const url = typeof databaseUrl === 'string' ? databaseUrl : databaseUrl.reveal();
  const connection = createPostgresConnection({
    url,
    postgresOptions: { onnotice: () => undefined, types: { json: jsonType(114), jsonb: jsonType(3802) } },
  });
  surviveLostConnections(connection);
  return {
    kind: 'postgres',
    connection,
    session: postgresSession(connection.driver),
    gate: null,
    // A lock of the transaction, not of the session: it also holds through a pooler that hands out transactions.
    async exclusively(work) {
      await reach(connection, url);
      await connection.driver.begin(async (tx) => {
        await tx.unsafe(`select pg_catalog.pg_advisory_xact_lock(${ADVISORY_LOCK})`);
        await tx.unsafe(BOUND_IDLE_TRANSACTIONS).simple();
        await work();
      });
    },
    refuseWhenLost: () => undefined,
    close: async () => connection.driver.end({ timeout: 5 }),
  };
}

/**
 * A process that freezes in the middle of a transaction keeps its row locks, and with them every other process waits. PostgreSQL ends such
 * a transaction after a while, if told so; ours take milliseconds. Told to the role in this database and not to the connection,
 * because a pooler may refuse start-up parameters it does not know. A value that somebody has set stays; so does a role that may not
 * be changed. The transaction that says it is idle for as long as the migrations take.
 */
const BOUND_IDLE_TRANSACTIONS = `
do $bound$
begin
  if pg_catalog.current_setting('idle_in_transaction_session_timeout') = '0' then
    execute pg_catalog.format(
      'alter role %I in database %I set idle_in_transaction_session_timeout = ''15s''', current_user, pg_catalog.current_database());
  end if;
exception when insufficient_privilege then null;
end
$bound$;
set local idle_in_transaction_session_timeout = 0`;

/**
 * `@supabase/lite` 0.10 hands JSON to the driver as a text already, which the type it registers there encodes once more: an object
 * given to `rpc` would arrive as one long JSON string. On PGlite a text is taken as it is; this makes the two alike.
 */
function jsonType(oid: number): JsonType {
  return {
    to: oid,
    from: [oid],
    serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  };
}

interface JsonType {
  readonly to: number;
  readonly from: number[];
  serialize(value: unknown): string;
  parse(text: string): unknown;
}

/** A plain sentence in place of the driver's error, which at this point is nearly always an address or a password. */
async function reach({ driver }: PostgresConnection, url: string): Promise<void> {
  try {
    await driver.unsafe('select 1');
  } catch (cause) {
    const where = URL.canParse(url) ? new URL(url).host : 'DATABASE_URL';
    const reason = errorCode(cause) ?? 'no answer';
    throw new SupabaseError('database.unreachable', `PostgreSQL at ${where} cannot be used: ${reason}.`);
  }
}
