import { HttpException } from '@nestjs/common';
import type { ProblemCode } from './catalogue.js';
import { Problem } from './problem.js';

/** What Fastify calls the faults it finds before any route runs. */
const FASTIFY_CODES: ReadonlyMap<string, ProblemCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'request.too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'request.unsupported_media_type'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'request.malformed_json'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'request.malformed_json'],
]);

const STATUS_CODES: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'request.malformed'],
  [401, 'auth.required'],
  [403, 'auth.forbidden'],
  [404, 'route.not_found'],
  [405, 'route.method_not_allowed'],
  [408, 'request.timeout'],
  [413, 'request.too_large'],
  [414, 'request.too_large'],
  [415, 'request.unsupported_media_type'],
  [429, 'auth.too_many_requests'],
  [431, 'request.headers_too_large'],
]);

/** Whatever was thrown, as a problem. What nobody foresaw becomes `internal.unexpected`, with the original kept for the log. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  // Nest wraps what Fastify found and keeps the original as the cause, which says more than the status does.
  if (thrown instanceof HttpException) {
    return thrown.cause instanceof Error ? toProblem(thrown.cause) : fromStatus(thrown.getStatus(), thrown);
  }
  const { code, statusCode } = thrown instanceof Error ? (thrown as FastifyErrorShape) : {};
  const known = typeof code === 'string' ? FASTIFY_CODES.get(code) : undefined;
  if (known !== undefined) return new Problem(known, { cause: thrown });
  // From what serves the files of the documentation.
  if (thrown instanceof Error && thrown.name === 'RangeNotSatisfiableError') {
    return new Problem('request.range_not_satisfiable', { cause: thrown });
  }
  if (thrown instanceof SyntaxError && statusCode === 400)
    return new Problem('request.malformed_json', { cause: thrown });
  // Only Fastify's own errors may choose a status: a library's error with a `statusCode` is still our failure.
  const isFastifys = typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number';
  return isFastifys ? fromStatus(statusCode, thrown) : new Problem('internal.unexpected', { cause: thrown });
}

type FastifyErrorShape = Error & { readonly code?: unknown; readonly statusCode?: unknown };

function fromStatus(status: number, cause: unknown): Problem {
  return new Problem(STATUS_CODES.get(status) ?? (status < 500 ? 'request.malformed' : 'internal.unexpected'), {
    cause,
  });
}
