import { BadRequestException, HttpException, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { toProblemDocument } from './problem-document.js';
import { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

const fastify = (code: string, statusCode: number): Error => Object.assign(new Error('FST says'), { code, statusCode });

describe('what was thrown, as a problem', () => {
  it.each<readonly [string, unknown, string]>([
    ['a problem', new Problem('api_key.not_found'), 'api_key.not_found'],
    ['a missing route', new NotFoundException('Cannot GET /secret-path'), 'route.not_found'],
    ['a large body', new PayloadTooLargeException(), 'request.too_large'],
    ['a plain bad request', new BadRequestException('the value hunter2 is wrong'), 'request.malformed'],
    ['a teapot', new HttpException('teapot', 418), 'request.malformed'],
    ['a failure of Nest', new HttpException('boom', 502), 'internal.unexpected'],
    ['Fastify: large body', fastify('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'request.too_large'],
    ['Fastify: media type', fastify('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'request.unsupported_media_type'],
    ['Fastify: bad JSON', fastify('FST_ERR_CTP_INVALID_JSON_BODY', 400), 'request.malformed_json'],
    ['Fastify: bad URL', fastify('FST_ERR_BAD_URL', 400), 'request.malformed'],
    ['Fastify: a fault of ours', fastify('FST_ERR_HANDLER_TIMEOUT', 503), 'internal.unexpected'],
    ['a library’s error with a status', Object.assign(new Error('x'), { statusCode: 401 }), 'internal.unexpected'],
    ['an error', new Error('password hunter2'), 'internal.unexpected'],
    ['a string', 'hunter2', 'internal.unexpected'],
    ['nothing', undefined, 'internal.unexpected'],
  ])('%s', (_, thrown, code) => {
    const problem = toProblem(thrown);
    expect(problem.code).toBe(code);
    expect(JSON.stringify(toProblemDocument(problem, 'r-1'))).not.toMatch(/hunter2|secret-path|FST/);
  });

  it('what Nest wrapped is looked at inside', () => {
    const wrapped = new HttpException('x', 400, { cause: fastify('FST_ERR_CTP_EMPTY_JSON_BODY', 400) });
    expect(toProblem(wrapped).code).toBe('request.malformed_json');
  });

  it('extensions cannot replace the standard members, and internals stay inside', () => {
    const problem = new Problem('auth.scope_missing', {
      internal: 'table api_keys row 7',
      extensions: { scope: 'audit:read', status: 200, code: 'fine' },
    });
    expect(toProblemDocument(problem, 'r-1')).toEqual({
      type: 'https://trunkline.dev/problems/auth.scope_missing',
      title: 'Scope missing',
      status: 403,
      code: 'auth.scope_missing',
      detail: 'The API key does not have the scope that this address needs.',
      action: 'Make a new API key with the scope named in "scope".',
      requestId: 'r-1',
      scope: 'audit:read',
    });
  });
});
