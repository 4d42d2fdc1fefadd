import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Problem } from '../problems/problem.js';
import { BODY_LIMIT_BYTES } from './create-adapter.js';
import { isNestedTooDeep } from './json-depth.js';

/**
 * JSON and nothing else: a form or plain text can be posted across origins without asking first. A body of no bytes is no body, for
 * clients that announce JSON on every request; `__proto__` and `constructor.prototype` are refused by Fastify's own parser.
 */
export function acceptJsonOnly(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain');
  const parseJson = server.getDefaultJsonParser('error', 'error');
  const options = { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES } as const;
  server.addContentTypeParser('application/json', options, (request, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else if (isNestedTooDeep(body)) done(new Problem('request.malformed', { internal: 'nested too deep' }), undefined);
    else void parseJson(request, body.toString('utf8'), done);
  });
}
