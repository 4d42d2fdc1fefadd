import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../database.types.js';
import { readMigrations } from '../migrations/read-migrations.js';
import { SupabaseError } from '../supabase-error.js';

/** Postgres does not know the function, or PostgREST has not heard of it. */
const UNKNOWN_FUNCTION = new Set(['PGRST202', '42883']);

/** Compares the history of a hosted project with the migrations of this code. We never change a hosted schema ourselves. */
export async function checkMigrations(service: SupabaseClient<Database>, folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new SupabaseError('migrations.invalid', 'The folder of the migrations is not known.');
  const migrations = await readMigrations(folder);
  const { data, error } = await service.rpc('applied_migrations');
  if (error !== null && !UNKNOWN_FUNCTION.has(error.code)) {
    throw new SupabaseError('database.unreachable', `The database does not answer: ${error.code} ${error.message}`);
  }
  const applied = new Set((data ?? []).map(({ version }) => version));
  const missing = migrations
    .filter(({ version }) => !applied.has(version))
    .map(({ version, name }) => `${version}_${name}`);
  if (missing.length === 0) return;
  throw new SupabaseError(
    'migrations.missing',
    `The Supabase project lacks ${String(missing.length)} migration(s): ${missing.join(', ')}. Run: supabase db push`,
  );
}
