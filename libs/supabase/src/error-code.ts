/** The `code` that Node, PGlite and the PostgreSQL driver put on their errors; undefined where there is none. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: errors of Node's own modules are of another realm where tests run in one of theirs.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
