/** What a code means. Everything here is public: it is read by tenants and by programs, so it names no internals. */
export interface ProblemDefinition {
  readonly status: number;
  /** A few words, the same for every occurrence. */
  readonly title: string;
  /** A sentence that a tenant understands. */
  readonly detail: string;
  /** What to do next. */
  readonly action: string;
}

/** Keeps the literal codes of an area's table while checking each entry. */
export function defineProblems<const Codes extends Readonly<Record<string, ProblemDefinition>>>(
  problems: Codes,
): Codes {
  return problems;
}
