import { Problem } from '../problems/problem.js';
import { DatabaseError } from './database-error.js';

/** The part of supabase-js's answers that we read. */
interface Answer {
  readonly data: unknown;
  readonly error: { readonly code?: string; readonly message: string } | null;
  readonly status: number;
}

/** The data of the answer's successful form, so that `maybeSingle()` keeps its null and `single()` has none. */
type DataOf<Given extends Answer> = Given extends { readonly error: null; readonly data: infer Data } ? Data : never;

/** Connection lost, server shutting down, too many connections, PostgREST without its database. */
const UNAVAILABLE = /^(?:08...|57P0[1-5]|53[34]00|58...|PGRST00[0-3])$/;
const UNAVAILABLE_STATUS = new Set([0, 502, 503, 504]);
/** PostgREST, or the embedded database, refused the user's token: it ran out between our check and theirs. */
const TOKEN_REFUSED = /^(?:PGRST30[0-3]|token\.refused)$/;
const NAMED_CONSTRAINT = /constraint "([^"]+)"/;

/**
 * The data of a supabase-js answer, or its error thrown: `DatabaseError` when the database refused the statement, a `Problem` when
 * it could not be asked.
 */
export function unwrap<Given extends Answer>(answer: Given): DataOf<Given> {
  const { error } = answer;
  if (error === null) return answer.data as DataOf<Given>;
  const code = error.code ?? '';
  if (code === '' || UNAVAILABLE.test(code) || UNAVAILABLE_STATUS.has(answer.status)) {
    throw new Problem('database.unavailable', { internal: `${code === '' ? answer.status : code}: ${error.message}` });
  }
  if (TOKEN_REFUSED.test(code)) throw new Problem('auth.invalid_token', { internal: `${code} from the database` });
  throw new DatabaseError(code, NAMED_CONSTRAINT.exec(error.message)?.[1] ?? null, error.message);
}
