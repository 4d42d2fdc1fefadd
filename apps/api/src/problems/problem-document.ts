import { definitionOf } from './catalogue.js';
import type { JsonValue, Problem } from './problem.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

const TYPE_BASE = 'https://trunkline.dev/problems/';

/** The members that RFC 9457 and we define; extensions may not replace them. */
export type ProblemDocument = { readonly [name: string]: JsonValue } & {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly action: string;
  readonly requestId: string;
};

/** The public face of a problem, also for places that are not an HTTP answer (a run's stored problem, an event). */
export function toProblemDocument(problem: Problem, requestId: string): ProblemDocument {
  const { status, title, detail, action } = definitionOf(problem.code);
  return {
    ...problem.extensions,
    type: `${TYPE_BASE}${problem.code}`,
    title,
    status,
    code: problem.code,
    detail,
    action,
    requestId,
  };
}
