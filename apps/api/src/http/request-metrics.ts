import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/** Counts requests and how long they took, by the route's pattern: raw URLs hold ids, and there is no end of them. */
export function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const durations = metrics.histogram(
    'trunkline_http_request_duration_seconds',
    'Requests by method, route pattern and class of status.',
    ['method', 'route', 'status'],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  );
  server.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const labels = {
      method,
      route: routeOptions.url ?? '(no route)',
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    };
    durations.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}
