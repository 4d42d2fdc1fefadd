import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, TestApi, type TestUser } from './start-test-api.js';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(claims: object, secret: string, alg = 'HS256'): string {
  const head = `${base64({ alg, typ: 'JWT' })}.${base64(claims)}`;
  return `${head}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(head)
    .digest('base64url')}`;
}

describe('who is let in', () => {
  let api: TestApi;
  let ada: TestUser;
  let eve: TestUser;
  let claims: Readonly<Record<string, unknown>>;
  let address = 0;
  const fromAnewAddress = () => ({ 'x-forwarded-for': `192.0.2.${++address}` });

  beforeAll(async () => {
    api = await TestApi.start();
    ada = await api.signUp('ada');
    eve = await api.signUp('eve');
    claims = JSON.parse(Buffer.from(ada.accessToken.split('.')[1] ?? '', 'base64url').toString()) as typeof claims;
  });
  afterAll(async () => api.stop());

  const jwtSecret = (): string => api.keys.jwtSecret?.reveal() ?? '';
  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

  it('a token signed with the installation’s secret is accepted, so the forgeries below fail for the right reason', async () => {
    const answer = await api.send({ url: '/api/v1/api-keys', headers: bearer(sign(claims, jwtSecret())) });
    expect(answer.statusCode).toBe(200);
  });

  it.each<readonly [string, () => string]>([
    ['no token at all', () => ''],
    ['a word', () => 'token'],
    ['alg none', () => `${base64({ alg: 'none' })}.${base64(claims)}.`],
    ['another secret', () => sign(claims, 'another-secret-0123456789-abcdefghijklmnop')],
    ['an empty secret', () => sign(claims, '')],
    ['the default secret of the embedded Supabase', () => sign(claims, 'unsafe-secret-change-me')],
    ['the publishable key as secret', () => sign(claims, api.keys.publishableKey)],
    ['HS512', () => sign(claims, jwtSecret(), 'HS512')],
    ['HS384', () => sign(claims, jwtSecret(), 'HS384')],
    [
      'changed claims under the old signature',
      () => {
        const [head, , signature] = ada.accessToken.split('.');
        return `${head}.${base64({ ...claims, sub: eve.userId })}.${signature}`;
      },
    ],
    ['no expiry', () => sign(without('exp'), jwtSecret())],
    ['an expiry in the past', () => sign({ ...claims, exp: 1 }, jwtSecret())],
    ['no subject', () => sign(without('sub'), jwtSecret())],
    ['a subject that is no UUID', () => sign({ ...claims, sub: '1 or 1=1' }, jwtSecret())],
    ['the role service_role', () => sign({ ...claims, role: 'service_role' }, jwtSecret())],
    ['the role postgres', () => sign({ ...claims, role: 'postgres' }, jwtSecret())],
    ['the role anon', () => sign({ ...claims, role: 'anon' }, jwtSecret())],
    ['no role', () => sign(without('role'), jwtSecret())],
    ['another audience', () => sign({ ...claims, aud: 'everybody' }, jwtSecret())],
    ['no audience', () => sign(without('aud'), jwtSecret())],
    ['an anonymous user', () => sign({ ...claims, is_anonymous: true }, jwtSecret())],
    ['issued tomorrow', () => sign({ ...claims, iat: Number(claims['exp']) + 86_400 }, jwtSecret())],
    ['five kilobytes', () => sign({ ...claims, padding: 'x'.repeat(5_000) }, jwtSecret())],
    ['the publishable key itself', () => api.keys.publishableKey],
    ['the secret key itself', () => api.keys.secretKey.reveal()],
  ])('%s is refused', async (_, make) => {
    const token = make();
    const headers = { ...(token === '' ? {} : bearer(token)), ...fromAnewAddress() };
    const answer = await api.send({ url: '/api/v1/api-keys', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.json()).toMatchObject({ code: token === '' ? 'auth.required' : 'auth.invalid_token' });
  });

  it('a token that ran out a moment ago is refused by one or the other door, never with a 500', async () => {
    const token = sign({ ...claims, exp: Math.floor(Date.now() / 1000) - 10 }, jwtSecret());
    const answer = await api.send({ url: '/api/v1/api-keys', headers: { ...bearer(token), ...fromAnewAddress() } });
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'auth.invalid_token' }]);
  });

  describe('API keys', () => {
    it('the token is shown once, works for its scope, and only for that', async () => {
      const { token } = await api.createKey(ada, ['audit:read']);
      expect(token).toMatch(/^tl_live_/);
      expect((await api.send({ url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(200);
      expect((await api.send({ url: '/api/v1/audit', headers: { 'x-api-key': token } })).statusCode).toBe(200);
      const list = await api.send({ url: '/api/v1/api-keys', headers: bearer(ada.accessToken) });
      expect(list.body).not.toContain(token);
      expect(list.body).not.toContain(token.slice(21, 40));
      const [key] = list.json<{ apiKeys: { lastUsedAt: string | null; prefix: string }[] }>().apiKeys;
      expect(token.startsWith(key?.prefix ?? 'none')).toBe(true);
      expect(Date.now() - Date.parse(key?.lastUsedAt ?? '')).toBeLessThan(60_000);
    });

    it('a key without the scope is told which one it lacks', async () => {
      const { token } = await api.createKey(ada, ['calls:read']);
      const answer = await api.send({ url: '/api/v1/audit', headers: bearer(token) });
      expect([answer.statusCode, answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'auth.scope_missing', scope: 'audit:read' }),
      ]);
    });

    it('a key with every scope may still not manage keys', async () => {
      const every = ['sip-config:read', 'credentials:read', 'credentials:write', 'trunks:read', 'trunks:write'];
      const { token } = await api.createKey(ada, [...every, 'calls:write', 'calls:read', 'audit:read']);
      const payload = { name: 'more', scopes: ['audit:read'] };
      const make = await api.send({ method: 'POST', url: '/api/v1/api-keys', headers: bearer(token), payload });
      expect([make.statusCode, make.json()]).toMatchObject([403, { code: 'auth.user_required' }]);
      expect((await api.send({ url: '/api/v1/api-keys', headers: bearer(token) })).statusCode).toBe(403);
    });

    it('a revoked key stops at once, and cannot be revoked twice', async () => {
      const { token, apiKeyId } = await api.createKey(ada, ['audit:read']);
      expect((await api.send({ url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(200);
      const revoke = async () =>
        api.send({ method: 'DELETE', url: `/api/v1/api-keys/${apiKeyId}`, headers: bearer(ada.accessToken) });
      expect((await revoke()).statusCode).toBe(204);
      expect((await api.send({ url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(401);
      expect((await revoke()).json()).toMatchObject({ status: 404, code: 'api_key.not_found' });
    });

    it('nobody sees or revokes the key of another, and cannot tell it from one that does not exist', async () => {
      const { apiKeyId, token } = await api.createKey(ada, ['audit:read']);
      const headers = { ...bearer(eve.accessToken), 'x-request-id': 'the-same-id' };
      const foreign = await api.send({ method: 'DELETE', url: `/api/v1/api-keys/${apiKeyId}`, headers });
      const unknown = '00000000-0000-4000-8000-000000000000';
      const missing = await api.send({ method: 'DELETE', url: `/api/v1/api-keys/${unknown}`, headers });
      expect([foreign.statusCode, foreign.body]).toEqual([404, missing.body]);
      expect((await api.send({ url: '/api/v1/api-keys', headers })).json()).toEqual({ apiKeys: [] });
      expect((await api.send({ url: '/api/v1/audit', headers: bearer(token) })).statusCode).toBe(200);
    });

    it.each([
      [{ scopes: [] }, 'scopes'],
      [{ scopes: ['everything'] }, 'scopes'],
      [{ scopes: ['audit:read', 'audit:read'] }, 'scopes'],
      [{ name: '   ' }, 'name'],
      [{ name: 'x'.repeat(81) }, 'name'],
      [{ name: 'line\nbreak' }, 'name'],
      [{ expiresInDays: 0 }, 'expiresInDays'],
      [{ expiresInDays: '30' }, 'expiresInDays'],
      [{ user_id: 'somebody' }, 'user_id'],
      [{ secret_hash: 'mine' }, 'secret_hash'],
    ])('%j is refused by the name of the field', async (change, path) => {
      const payload = { name: 'a key', scopes: ['audit:read'], ...change };
      const answer = await api.send({
        method: 'POST',
        url: '/api/v1/api-keys',
        headers: bearer(ada.accessToken),
        payload,
      });
      expect(answer.statusCode).toBe(400);
      const { code, errors } = answer.json<{ code: string; errors: { path: string }[] }>();
      expect([code, errors.map((error) => error.path)]).toEqual(['request.invalid', expect.arrayContaining([path])]);
    });
  });

  describe('the audit log', () => {
    it('tells each tenant of their own doings, page by page', async () => {
      const bob = await api.signUp('bob');
      for (let index = 0; index < 3; index++) await api.createKey(bob, ['audit:read']);
      const read = async (query: string) => {
        const answer = await api.send({ url: `/api/v1/audit?${query}`, headers: bearer(bob.accessToken) });
        return answer.json<{ entries: { action: string; entryId: number }[]; nextCursor: number | null }>();
      };
      const first = await read('limit=2');
      const second = await read(`limit=2&cursor=${first.nextCursor}`);
      expect([first.entries.length, second.entries.length, second.nextCursor]).toEqual([2, 1, null]);
      const ids = [...first.entries, ...second.entries].map((entry) => entry.entryId);
      expect(ids).toEqual([...ids].sort((left, right) => right - left));
      expect(first.entries[0]).toMatchObject({ action: 'api-key.created', actorKind: 'user', actorId: bob.userId });
    });

    it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=-1', 'cursor=x', 'user_id=somebody'])(
      '%s is refused',
      async (query) => {
        const answer = await api.send({ url: `/api/v1/audit?${query}`, headers: bearer(ada.accessToken) });
        expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'request.invalid' }]);
      },
    );
  });

  it('twenty bad keys close an address, also for good ones, and others go on', async () => {
    const from = { 'x-forwarded-for': '203.0.113.77' };
    const statuses: number[] = [];
    for (let index = 0; index < 21; index++) {
      const headers = { ...bearer(`tl_live_guess${index}`), ...from };
      statuses.push((await api.send({ url: '/api/v1/audit', headers })).statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
    const closed = await api.send({ url: '/api/v1/audit', headers: { ...bearer(ada.accessToken), ...from } });
    expect(closed.json()).toMatchObject({ code: 'auth.too_many_attempts' });
    expect(Number(closed.headers['retry-after'])).toBeGreaterThan(60);
    const elsewhere = await api.send({
      url: '/api/v1/audit',
      headers: { ...bearer(ada.accessToken), ...fromAnewAddress() },
    });
    expect(elsewhere.statusCode).toBe(200);
  });
});
