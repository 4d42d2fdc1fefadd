/**
 * What can be wrong with the data layer itself. Failures of single statements are not here: supabase-js returns those as
 * `{ error }` values with PostgreSQL's own codes.
 */
export type SupabaseErrorCode =
  | 'data_dir.invalid'
  | 'data_dir.locked'
  | 'database.busy'
  | 'database.incompatible'
  | 'database.nested'
  | 'database.stale'
  | 'database.ungated'
  | 'database.unreachable'
  | 'keys.exposed'
  | 'keys.lost'
  | 'keys.malformed'
  | 'migrations.changed'
  | 'migrations.failed'
  | 'migrations.invalid'
  | 'migrations.missing'
  | 'options.insecure'
  | 'options.invalid';

/** An error of the data layer with a stable code. Its message is meant for the operator and never holds a secret or a row. */
export class SupabaseError extends Error {
  override readonly name = 'SupabaseError';

  constructor(
    readonly code: SupabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
