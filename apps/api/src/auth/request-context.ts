import type { FastifyRequest } from 'fastify';
import { addLogFields } from '../log-context.js';
import type { Caller } from './caller.js';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Remembers who sent a request. A side table, so that nothing else can write the caller onto a request object. */
export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
  addLogFields({ tenantId: caller.tenantId });
}

export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}
