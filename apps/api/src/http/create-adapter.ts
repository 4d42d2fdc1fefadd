import type { FastifyReply, FastifyRequest } from 'fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ServerConfig } from '../config/app-config.js';
import { sendProblem } from '../problems/problem.filter.js';
import { Problem } from '../problems/problem.js';
import { answerClientError } from './client-error.js';
import { requestIdOf } from './request-id.js';

export const BODY_LIMIT_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the idle time of common load balancers, so that it is they who hang up and no request meets a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const MOST_PARAM_LENGTH = 200;

/** The HTTP server with its limits. Only the operator's TRUST_PROXY decides whose word on the client's address is taken. */
export function createAdapter({ trustProxy }: ServerConfig): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies(trustProxy),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    genReqId: requestIdOf,
    requestIdHeader: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: MOST_PARAM_LENGTH },
    clientErrorHandler: answerClientError,
    // Faults of the address itself, found before there is a route and therefore before Nest.
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      void sendProblem(reply, new Problem('request.malformed'), request.id);
    },
  });
  adapter.getInstance().server.headersTimeout = HEADERS_TIMEOUT_MS;
  return adapter;
}

/** As Fastify wants it. Hops are counted from our end of X-Forwarded-For, the only one that a stranger cannot write. */
function trustedProxies(trustProxy: ServerConfig['trustProxy']) {
  if (trustProxy === false) return false;
  return typeof trustProxy === 'number' ? (_address: string, hop: number) => hop < trustProxy : [...trustProxy];
}
