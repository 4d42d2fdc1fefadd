import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sameLogFields, withLogFields } from '../log-context.js';
import { callerOf } from '../auth/request-context.js';
import { isWebhook } from './webhook-path.js';

const PROBES = /^\/health\//;

/**
 * One line a request. It names the route's pattern, because raw URLs carry ids, tokens and phone numbers; headers and bodies are
 * never looked at. Webhooks write lines of their own, of which a busy process keeps a sample.
 */
export function logRequests(server: FastifyInstance): void {
  const logger = new Logger('Request');
  const contexts = new WeakMap<FastifyRequest, (work: () => void) => void>();
  server.addHook('onRequest', (request, reply, done) => {
    if (isWebhook(request)) {
      done();
      return;
    }
    reply.header('x-request-id', request.id);
    withLogFields({ requestId: request.id }, () => {
      contexts.set(request, sameLogFields());
      done();
    });
  });
  // A body comes by the socket's events, which know nothing of the request.
  server.addHook('preValidation', (request, _, done) => {
    const context = contexts.get(request);
    if (context === undefined) done();
    else context(done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    done();
    if (isWebhook(request)) return;
    const route = request.routeOptions.url ?? '(no route)';
    const line = `${request.method} ${route} ${reply.statusCode}`;
    const facts = factsOf(request, reply, route);
    // A probe every second would bury everything else.
    if (PROBES.test(route)) logger.debug(line, facts);
    else logger.log(line, facts);
  });
}

function factsOf(request: FastifyRequest, reply: FastifyReply, route: string) {
  const caller = callerOf(request);
  return {
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    requestId: request.id,
    ...(caller === undefined ? {} : { tenantId: caller.tenantId, actor: caller.kind }),
  };
}
