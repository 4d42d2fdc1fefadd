import type { PgliteConnection } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import { SupabaseError } from '../supabase-error.js';

/**
 * Keeps `@supabase/lite` 0.10 from widening rights. At its first request with row-level security in the database it would grant
 * ALL on all tables of the schema, now and by default, to anon, authenticated and service_role: every column grant of the
 * migrations would be void, and secret columns readable by their tenant. It does so only while it does not know yet whether
 * row-level security is in use; told that it is, it just sets the role of each request, which is all we want.
 *
 * The field is private, so its presence is checked: a lite that works otherwise must not be started unseen. The proof `rls` asks
 * the catalogue for the grants afterwards.
 */
export function keepGrantsNarrow(connection: PgliteConnection | PostgresConnection): void {
  if (Reflect.get(connection, 'rlsState') !== 'unknown') {
    throw new SupabaseError(
      'database.incompatible',
      'This version of @supabase/lite manages grants in an unknown way. Use the version that package.json pins.',
    );
  }
  Reflect.set(connection, 'rlsState', 'active');
}
