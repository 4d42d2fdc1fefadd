import { createHash } from 'node:crypto';
import type { SqlSession, SqlTransaction } from '../embedded/sql-session.js';
import { SupabaseError } from '../supabase-error.js';
import type { Migration } from './read-migrations.js';
import { canonicalSql } from './split-sql.js';

/** The table in which the Supabase CLI keeps its history; the two read each other's. */
const HISTORY = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key,
  statements text[],
  name text
);
`;

/**
 * Applies what is missing, in order, each file in a transaction of its own together with its line in the history. Answers the
 * versions that were applied. Whoever calls this makes sure that no other process does so at the same time.
 */
export async function runMigrations(session: SqlSession, migrations: readonly Migration[]): Promise<string[]> {
  await session.transaction(async (tx) => tx.script(HISTORY));
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await session.transaction(async (tx) => applyOne(tx, migration))) applied.push(migration.version);
  }
  return applied;
}

async function applyOne(tx: SqlTransaction, migration: Migration): Promise<boolean> {
  const { version, name, script, statements } = migration;
  const [known] = await tx.query('select statements from supabase_migrations.schema_migrations where version = $1', [
    version,
  ]);
  if (known !== undefined) {
    refuseChanged(migration, known['statements']);
    return false;
  }
  try {
    await tx.script(script);
  } catch (cause) {
    throw new SupabaseError('migrations.failed', `Migration ${version}_${name} failed: ${messageOf(cause)}`, { cause });
  }
  await tx.query(
    `insert into supabase_migrations.schema_migrations (version, name, statements)
     values ($1, $2, array(select pg_catalog.json_array_elements_text($3::text::json)))`,
    [version, name, JSON.stringify(statements)],
  );
  return true;
}

/** An edited file would leave this database different from every new one, silently. */
function refuseChanged({ version, name, statements }: Migration, recorded: unknown): void {
  if (!Array.isArray(recorded)) return;
  const texts = recorded.filter((text) => typeof text === 'string');
  if (checksum(texts) === checksum(statements)) return;
  throw new SupabaseError(
    'migrations.changed',
    `Migration ${version}_${name} was changed after it had been applied here. Restore the file and put the change into a new ` +
      'migration.',
  );
}

/** Of the statements without comments and layout, so that the CLI's and our way of splitting give the same. */
function checksum(statements: readonly string[]): string {
  return createHash('sha256').update(canonicalSql(statements)).digest('hex');
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
