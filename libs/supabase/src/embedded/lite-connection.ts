import type { PgliteConnection } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import { errorCode } from '../error-code.js';
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

/**
 * Answers errors of the database as PostgREST does. `@supabase/lite` 0.10 knows the SQLSTATEs it lists and makes a 500 without a
 * code of all others, so that neither `check` constraints nor errors raised by our own functions could be told apart. It does know
 * PostgREST's custom errors, though: an error named PGRST carries code and status for itself.
 */
export function passSqlStates(connection: PgliteConnection | PostgresConnection): void {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (error) => {
    const normalized = normalize(error);
    const code = errorCode(normalized);
    const status = code === undefined ? undefined : statusOf(code);
    if (status === undefined) return normalized;
    const [message, details, hint] = ['message', 'detail', 'hint'].map((field) => textOf(normalized, field));
    return Object.assign(new Error(JSON.stringify({ code, message: message ?? code, details, hint })), {
      code: 'PGRST',
      detail: JSON.stringify({ status, headers: {} }),
    });
  };
}

/** What lite answers rightly by itself. */
const KNOWN = /^(?:PT|PGRST|21|22|42|53|55|23502$|23503$|23505$|25006$)/;
const SERVER_SIDE = /^(?:09|25|2D|38|39|3B|40|54|57|58|F0|HV|P0(?!001)|XX)/;

/** PostgREST's table of statuses, for the SQLSTATEs that lite does not know; undefined for all else. */
function statusOf(code: string): number | undefined {
  if (!/^[0-9A-Z]{5}$/.test(code) || KNOWN.test(code)) return undefined;
  if (code.startsWith('08')) return 503;
  if (/^(?:0L|0P|28)/.test(code)) return 403;
  return SERVER_SIDE.test(code) ? 500 : 400;
}

function textOf(error: unknown, field: string): string | null {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, field) : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
