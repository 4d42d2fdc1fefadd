import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import type { Caller } from './caller.js';
import { callerOf } from './request-context.js';

/** Hands the caller to a controller method. On a public route there is none, which is a mistake of the route's author. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined)
    throw new Problem('internal.unexpected', { internal: 'a public route asked for its caller' });
  return caller;
});
