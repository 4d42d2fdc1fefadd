import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_CONTENT_TYPE, toProblemDocument } from './problem-document.js';
import type { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = toProblem(thrown);
    this.log(problem, request.id);
    await sendProblem(http.getResponse<FastifyReply>(), problem, request.id);
  }

  /** A 5xx is ours to mend and is logged once, with its cause; a 4xx is the caller's and only of interest when debugging. */
  private log(problem: Problem, requestId: string): void {
    const facts = { code: problem.code, requestId };
    if (problem.status < 500) this.logger.debug(problem.message, facts);
    // Foreseen, and known to whoever is on call: a line, but no stack.
    else if (problem.status === 503) this.logger.warn(problem.message, facts);
    else this.logger.error(problem.message, { ...facts, ...causeOf(problem) });
  }
}

function causeOf({ cause }: Problem): { readonly cause?: string } {
  return cause instanceof Error ? { cause: cause.stack ?? cause.message } : {};
}

/** Writes a problem, unless an answer is under way already (a stream that broke). */
export async function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): Promise<void> {
  if (reply.sent) return;
  const retryAfter = problem.extensions['retryAfterSeconds'];
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="trunkline"');
  await reply
    .status(problem.status)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(toProblemDocument(problem, requestId)));
}
