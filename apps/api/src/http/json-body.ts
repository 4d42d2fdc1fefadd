import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ContentTypeParserDoneFunction } from 'fastify/types/content-type-parser.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { BODY_LIMIT_BYTES } from './create-adapter.js';
import { holdsUnstorable } from './holds-unstorable.js';
import { isNestedTooDeep } from './json-depth.js';
import { isWebhook } from './webhook-path.js';

/**
 * JSON and nothing else: a form or plain text can be posted across origins without asking first. A body of no bytes is no body, for
 * clients that announce JSON on every request; `__proto__` and `constructor.prototype` are refused by Fastify's own parser, and texts
 * that PostgreSQL cannot store here, so that no field has to think of them.
 */
export function acceptJsonOnly(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain');
  const parseJson = server.getDefaultJsonParser('error', 'error');
  const parseStorable = (request: FastifyRequest, text: string, done: ContentTypeParserDoneFunction): void => {
    void parseJson(request, text, (error, value: unknown) => {
      if (error === null && holdsUnstorable(value)) done(new Problem('request.malformed', { internal: 'unstorable' }));
      else done(error, value);
    });
  };
  const options = { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES } as const;
  server.addContentTypeParser('application/json', options, (request, body: Buffer, done) => {
    if (isWebhook(request)) done(null, body);
    else if (body.length === 0) done(null, undefined);
    else if (isNestedTooDeep(body)) done(new Problem('request.malformed', { internal: 'nested too deep' }), undefined);
    else parseStorable(request, body.toString('utf8'), done);
  });
  acceptSignedForms(server, options);
}

/** Twilio's forms, as the bytes that were signed; any other address takes no form. */
function acceptSignedForms(
  server: FastifyInstance,
  options: { readonly parseAs: 'buffer'; readonly bodyLimit: number },
): void {
  server.addContentTypeParser('application/x-www-form-urlencoded', options, (request, body: Buffer, done) => {
    if (isWebhook(request)) done(null, body);
    else done(new Problem('request.unsupported_media_type'), undefined);
  });
}
