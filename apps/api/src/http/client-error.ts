import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemCode } from '../problems/catalogue.js';
import { PROBLEM_CONTENT_TYPE, toProblemDocument } from '../problems/problem-document.js';
import { Problem } from '../problems/problem.js';

/** What Node calls the faults of bytes that are no HTTP request; all others are `request.malformed`. */
const CODES: ReadonlyMap<string | undefined, ProblemCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request.timeout'],
  ['HPE_HEADER_OVERFLOW', 'request.headers_too_large'],
]);

/** Answers what could not be read as a request, so that there is nothing yet that could answer it, and hangs up. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(CODES.get(error.code) ?? 'request.malformed'));
  socket.destroy();
}

function answerTo(code: ProblemCode): string {
  const problem = toProblemDocument(new Problem(code), randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ''}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
