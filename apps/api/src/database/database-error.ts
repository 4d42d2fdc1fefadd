/** A statement that the database refused, with PostgreSQL's code, so that stores can branch on it. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    /** SQLSTATE (`23505`, our own `TL001`…`TL004`) or PostgREST's code (`PGRST…`). */
    readonly code: string,
    /** The violated constraint, where the database names one. */
    readonly constraint: string | null,
    /** For operators: the database's message, which may quote a malformed value of the request but no row. */
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }

  /** True for a duplicate, of this constraint when one is given. */
  isDuplicate(constraint?: string): boolean {
    return this.code === '23505' && (constraint === undefined || this.constraint === constraint);
  }
}
