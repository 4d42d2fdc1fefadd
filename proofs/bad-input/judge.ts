import type { RawAnswer } from '../harness/raw-request.js';
import type { Draft } from './draft.js';
import type { Target } from './targets.js';

/** What an answer must never hold: stacks, places of files, the words of the database and of libraries. */
const INTERNALS: readonly RegExp[] = [
  /\bat (?:async )?[\w.<>]+ \(/,
  /\bat (?:async )?(?:file|node):/,
  /\.[cm]?[jt]s:\d+/,
  /node_modules|\/dist\/|\/work\//,
  /PGlite|PostgREST|\bpostgres\b|PGRST\d+|SQLSTATE|kysely/i,
  /relation "|column "|violates|invalid input syntax|invalid byte sequence|syntax error at|unterminated/,
  /(?:Type|Range|Reference|Syntax)Error\b|Unexpected (?:token|end|identifier)/,
  /is not a function|Cannot (?:read|convert|destructure)|undefined \(reading/,
  /FST_ERR|\bERR_[A-Z_]{3,}|class-validator/,
];

/** What is wrong with an answer; empty when nothing is. A null answer: the server hung up. */
export function faultsOf(target: Target, draft: Draft, answer: RawAnswer | null, codes: ReadonlySet<string>): string[] {
  if (answer === null) return draft.isBrokenHttp ? [] : ['no answer'];
  const { status, text } = answer;
  const isPage = target.path.startsWith('/docs') && status < 400;
  const said = isPage ? undefined : INTERNALS.map((one) => one.exec(text)?.[0]).find((match) => match !== undefined);
  return [
    ...(status >= 500 ? [`status ${String(status)}`] : []),
    ...(said === undefined ? [] : [`says “${said}”`]),
    ...(status >= 400 ? wrongRefusal(target, draft, answer, codes) : []),
    ...(status < 400 && isSameOperation(target, draft) && !target.success.includes(status)
      ? [`status ${String(status)} is not declared`]
      : []),
  ];
}

/** Refusals of ours are problems with a code of the catalogue; Supabase's own are JSON. */
function wrongRefusal(
  target: Target,
  draft: Draft,
  { status, headers, text }: RawAnswer,
  codes: ReadonlySet<string>,
): string[] {
  if (draft.isBrokenHttp) return [];
  const type = headers.get('content-type') ?? '';
  const body = parsed(text);
  if (type.startsWith('application/problem+json')) {
    // There is no body to look at after a HEAD.
    if (draft.method === 'HEAD') return [];
    if (typeof body?.['code'] !== 'string' || !codes.has(body['code']))
      return ['a problem without a code of the catalogue'];
    return body['status'] === status ? [] : ['a problem that names another status'];
  }
  if (target.speaks === 'supabase' && (body !== undefined || draft.method === 'HEAD')) return [];
  return [`refused with ${type || 'no content type'} instead of a problem`];
}

function isSameOperation(target: Target, draft: Draft): boolean {
  return draft.method === target.method && !draft.isBrokenHttp && !draft.done.some((what) => what.endsWith(' odd'));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
