import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppConfig } from './config/app-config.js';
import { acceptJsonOnly } from './http/json-body.js';
import { serveOpenApi } from './http/open-api.js';
import { logRequests } from './http/request-log.js';
import { measureRequests } from './http/request-metrics.js';
import { useSecurityHeaders } from './http/security-headers.js';
import { Metrics } from './metrics/metrics.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { createValidationPipe } from './problems/validation.pipe.js';

/** Everything about HTTP that is the same for all routes; the end-to-end tests go through it too. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  acceptJsonOnly(app);
  await useSecurityHeaders(app);
  logRequests(server);
  measureRequests(server, app.get(Metrics));
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(createValidationPipe());
  app.setGlobalPrefix('api/v1', { exclude: ['metrics', 'health/*path', 'auth/v1/*path', 'webhooks/*path'] });
  serveOpenApi(app, app.get(AppConfig).server.publicUrl);
}
