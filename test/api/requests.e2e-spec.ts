import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, TestApi, type TestUser } from './start-test-api.js';

interface ProblemBody {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
}

describe('requests that are not right', () => {
  let api: TestApi;
  let ada: TestUser;
  beforeAll(async () => {
    api = await TestApi.start();
    ada = await api.signUp('ada');
  });
  afterAll(async () => api.stop());

  const post = async (payload: string, contentType = 'application/json', url = '/api/v1/api-keys') =>
    api.send({ method: 'POST', url, payload, headers: { ...bearer(ada.accessToken), 'content-type': contentType } });

  it.each<readonly [string, string, string, number, string]>([
    ['half an object', '{"name":', 'application/json', 400, 'request.malformed_json'],
    ['nothing at all', '', 'application/json', 400, 'request.invalid'],
    ['a trailing comma', '{"name":"x",}', 'application/json', 400, 'request.malformed_json'],
    [
      '__proto__',
      '{"name":"x","scopes":["audit:read"],"__proto__":{"a":1}}',
      'application/json',
      400,
      'request.malformed_json',
    ],
    ['a constructor', '{"constructor":{"prototype":{"a":1}}}', 'application/json', 400, 'request.malformed_json'],
    ['a list', '[1,2]', 'application/json', 400, 'request.invalid'],
    ['null', 'null', 'application/json', 400, 'request.invalid'],
    ['a text', '"name"', 'application/json', 400, 'request.invalid'],
    ['a form', 'name=x&scopes=audit:read', 'application/x-www-form-urlencoded', 415, 'request.unsupported_media_type'],
    ['plain text', '{"name":"x"}', 'text/plain', 415, 'request.unsupported_media_type'],
    ['XML', '<name/>', 'application/xml', 415, 'request.unsupported_media_type'],
    ['a multipart form', 'x', 'multipart/form-data; boundary=x', 415, 'request.unsupported_media_type'],
    ['a zero character', '{"name":"a\\u0000","scopes":["audit:read"]}', 'application/json', 400, 'request.malformed'],
    ['half a character', '{"name":"a\\ud83d","scopes":["audit:read"]}', 'application/json', 400, 'request.malformed'],
    ['31 lists', `${'['.repeat(31)}${']'.repeat(31)}`, 'application/json', 400, 'request.invalid'],
    ['bytes that are no text', '\u{fffd}\u0000', 'application/json', 400, 'request.malformed_json'],
    ['65 KB', JSON.stringify({ name: 'x'.repeat(65 * 1024) }), 'application/json', 413, 'request.too_large'],
    ['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'application/json', 400, 'request.malformed'],
  ])('%s', async (_, payload, contentType, status, code) => {
    const answer = await post(payload, contentType);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json<ProblemBody>()).toMatchObject({ status, code, type: `https://trunkline.dev/problems/${code}` });
    expect(answer.statusCode).toBe(status);
  });

  it('nothing was polluted', () => {
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('a wrong value is never repeated in the answer', async () => {
    const answer = await post(JSON.stringify({ name: ['hunter2'], scopes: 'hunter2', hunter3: 'hunter2' }));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('hunter2');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1/nothing?token=hunter2'],
    ['PATCH', '/api/v1/api-keys'],
    ['GET', '/rest/v1/api_keys'],
    ['GET', '/_system/info'],
    ['GET', '/auth/v1/admin/users'],
    ['POST', '/auth/v1/otp'],
    ['POST', '/auth/v1/recover'],
    ['GET', '/auth/v1/verify'],
    ['GET', '/api/v1/health/live'],
  ] as const)('%s %s is not there', async (method, url) => {
    const answer = await api.send({ method, url });
    expect([answer.statusCode, answer.json<ProblemBody>().code]).toEqual([404, 'route.not_found']);
    expect(answer.body).not.toContain('hunter2');
  });

  it('an address that cannot be decoded is a problem too', async () => {
    const answer = await api.send({ url: '/api/v1/%E0%A4%A' });
    expect([answer.statusCode, answer.json<ProblemBody>().code]).toEqual([400, 'request.malformed']);
  });

  it('a part of the documentation that does not exist is a problem too', async () => {
    const answer = await api.send({ url: '/docs/swagger-ui.css', headers: { range: 'bytes=5-1' } });
    expect([answer.statusCode, answer.json()]).toMatchObject([416, { code: 'request.range_not_satisfiable' }]);
  });

  it('an identifier that is no UUID is named by its parameter', async () => {
    const answer = await api.send({ method: 'DELETE', url: '/api/v1/api-keys/1', headers: bearer(ada.accessToken) });
    expect(answer.json()).toMatchObject({ code: 'request.invalid', errors: [{ path: 'apiKeyId' }] });
  });

  it('the caller’s request id is used when it is harmless, in header, body and log', async () => {
    const answer = await api.send({ url: '/api/v1/audit', headers: { 'x-request-id': 'caller-chose-this-1' } });
    expect([answer.headers['x-request-id'], answer.json<ProblemBody>().requestId]).toEqual(
      Array(2).fill('caller-chose-this-1'),
    );
    expect(api.log.lines.join('\n')).toContain('caller-chose-this-1');
    const other = await api.send({ url: '/api/v1/audit', headers: { 'x-request-id': 'a b' } });
    expect(other.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('the log names the pattern of the route and not the address', async () => {
    const url = '/api/v1/api-keys/00000000-0000-4000-8000-00000000abcd?secret=hunter2';
    await api.send({ method: 'DELETE', url, headers: bearer(ada.accessToken) });
    const lines = api.log.lines.filter((line) => line.includes('DELETE'));
    expect(lines.join()).toContain('/api/v1/api-keys/:apiKeyId');
    expect(lines.join()).toContain(ada.userId);
    expect(api.log.lines.join()).not.toMatch(/hunter2|00000000abcd/);
  });

  it('answers carry headers that keep a browser calm, and nothing about what we run on', async () => {
    const answer = await api.send({ url: '/health/live' });
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-frame-options': expect.any(String),
    });
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('the documentation is served, with every way to prove who one is and the problems', async () => {
    const page = await api.send({ url: '/docs' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const { components, info } = (await api.send({ url: '/docs/openapi.json' })).json<{
      components: { securitySchemes: object; schemas: { Problem: { properties: { code: { enum: string[] } } } } };
      info: { title: string };
    }>();
    expect(info.title).toBe('Trunkline API');
    expect(Object.keys(components.securitySchemes).sort()).toEqual(['apiKey', 'metricsToken', 'userToken']);
    expect(components.schemas.Problem.properties.code.enum).toContain('auth.scope_missing');
  });

  it('headers that do not end are cut off, as are bodies', () => {
    const { server } = api.running.app.getHttpAdapter().getInstance();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
  });

  it.each([
    [
      'headers of 20 KB',
      `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'request.headers_too_large',
    ],
    ['a broken request line', 'GET / HTTP/9 nonsense\r\n\r\n', 400, 'request.malformed'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'request.malformed',
    ],
  ])('%s: a problem, although there is no request yet', async (_, bytes, status, code) => {
    const { hostname, port } = new URL(api.running.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(bytes);
    const answer = await text(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*Content-Type: application/problem\\+json`));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
  });
});
