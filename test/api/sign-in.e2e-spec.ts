import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '@supabase/supabase-js';
import { bearer, PASSWORD, TestApi } from './start-test-api.js';

describe('signing in to the embedded Supabase', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
    await api.signUp('ada');
  });
  afterAll(async () => api.stop());

  const signIn = async (email: string, password: string, address: string) =>
    api.sendAuth('token?grant_type=password', { email, password }, address);

  it('a user of supabase-js signs up, in and out over HTTP, and the token is accepted', async () => {
    const settings = (await api.send({ url: '/api/v1/sign-in-settings' })).json<{
      publishableKey: string;
      signUp: string;
    }>();
    expect(settings.signUp).toBe('open');
    const auth = { persistSession: false, autoRefreshToken: false };
    const client = createClient(api.running.url, settings.publishableKey, { auth });
    const up = await client.auth.signUp({ email: 'grace@example.test', password: PASSWORD });
    expect(up.error).toBeNull();
    const { data, error } = await client.auth.signInWithPassword({ email: 'grace@example.test', password: PASSWORD });
    expect(error).toBeNull();
    const keys = await api.send({ url: '/api/v1/api-keys', headers: bearer(data.session?.access_token ?? '') });
    expect([keys.statusCode, keys.json()]).toEqual([200, { apiKeys: [] }]);
    const refreshed = await client.auth.refreshSession();
    expect(refreshed.error).toBeNull();
    expect((await client.auth.signOut()).error).toBeNull();
  });

  it('a wrong password and an unknown account look the same', async () => {
    const wrong = await signIn('ada@example.test', 'wrong-password-1', '198.51.100.10');
    const unknown = await signIn('nobody@example.test', 'wrong-password-1', '198.51.100.11');
    expect([wrong.statusCode, wrong.json()]).toEqual([unknown.statusCode, unknown.json()]);
    expect(wrong.statusCode).toBe(400);
  });

  it('sixty guesses are ten at most, and supabase-js can tell the user', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 60; guess++) {
      statuses.push((await signIn('ada@example.test', `guess-${guess}`, '198.51.100.20')).statusCode);
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(50);
    const refused = await signIn('ada@example.test', PASSWORD, '198.51.100.20');
    expect(refused.headers['retry-after']).toBeDefined();
    expect(refused.json()).toMatchObject({ code: 'auth.too_many_attempts', msg: expect.stringContaining('too many') });
    expect((await signIn('ada@example.test', PASSWORD, '198.51.100.21')).statusCode).toBe(200);
  });

  it('a stranger’s X-Forwarded-For is not believed beyond the trusted proxy', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess++) {
      const spoofed = `10.9.8.${guess}, 198.51.100.30`;
      statuses.push((await signIn('ada@example.test', `guess-${guess}`, spoofed)).statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it.each([
    ['no key', {}, 401, 'auth.publishable_key_required'],
    ['a wrong key', { apikey: 'sb_publishable_wrong' }, 401, 'auth.publishable_key_required'],
    ['another origin', { origin: 'https://evil.example' }, 403, 'auth.cross_origin'],
    ['a sandboxed page', { origin: 'null' }, 403, 'auth.cross_origin'],
  ])('%s is refused', async (name, headers, status, code) => {
    const key = name.includes('key') ? {} : { apikey: api.keys.publishableKey };
    const answer = await api.send({
      method: 'POST',
      url: '/auth/v1/token?grant_type=password',
      headers: { 'x-forwarded-for': '198.51.100.40', ...key, ...headers },
      payload: { email: 'ada@example.test', password: PASSWORD },
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code }]);
  });

  it('17 KB and other grants are refused', async () => {
    const large = await api.sendAuth('signup', { email: 'a@b.test', password: 'x'.repeat(17 * 1024) }, '198.51.100.50');
    expect([large.statusCode, large.json()]).toMatchObject([413, { code: 'request.too_large' }]);
    const grant = await api.sendAuth('token?grant_type=id_token', { id_token: 'x' }, '198.51.100.51');
    expect([grant.statusCode, grant.json()]).toMatchObject([400, { code: 'request.invalid' }]);
  });

  it('what should be a text and is none is refused by its name', async () => {
    const answer = await api.sendAuth(
      'token?grant_type=password',
      { email: 'ada@example.test', password: { length: 1 } },
      '198.51.100.52',
    );
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: 'request.invalid', errors: [{ path: 'password' }] },
    ]);
  });

  it.each([['日本 🔐'], [5], [['a']], [true]])('metadata that are %p and no object are refused', async (data) => {
    const answer = await api.sendAuth(
      'signup',
      { email: 'meta@example.test', password: PASSWORD, data },
      '198.51.100.60',
    );
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { errors: [{ path: 'data' }] }]);
  });

  it('a user may change their password here, not their address or role', async () => {
    const { accessToken } = await api.signUp('linus', '198.51.100.60');
    const change = async (payload: object) =>
      api.send({
        method: 'PUT',
        url: '/auth/v1/user',
        headers: { ...bearer(accessToken), apikey: api.keys.publishableKey, 'x-forwarded-for': '198.51.100.60' },
        payload,
      });
    for (const payload of [{ email: 'new@example.test' }, { role: 'service_role' }, { app_metadata: {} }]) {
      expect((await change(payload)).statusCode).toBe(400);
    }
    expect((await change({ password: 'another-horse-battery-7' })).statusCode).toBe(200);
    expect((await signIn('linus@example.test', 'another-horse-battery-7', '198.51.100.61')).statusCode).toBe(200);
  });
});

describe('when sign-up is closed', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ SIGN_UP: 'closed' });
  });
  afterAll(async () => api.stop());

  it('nobody makes an account', async () => {
    const answer = await api.sendAuth('signup', { email: 'ada@example.test', password: PASSWORD }, '198.51.100.1');
    expect([answer.statusCode, answer.json()]).toMatchObject([403, { code: 'auth.sign_up_closed' }]);
  });
});
