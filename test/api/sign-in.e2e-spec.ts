import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, PASSWORD, TestApi } from './start-test-api.js';

describe('signing in to the embedded Supabase', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(async () => api.stop());

  it('signs up, signs in, and accepts the token', async () => {
    const { userId } = await api.signUp('ada');
    const answer = await api.sendAuth(
      'token?grant_type=password',
      { email: 'ada@example.test', password: PASSWORD },
      '198.51.100.2',
    );
    expect(answer.statusCode).toBe(200);
    const { access_token: token } = answer.json<{ access_token: string }>();
    const keys = await api.send({ url: '/api/v1/api-keys', headers: bearer(token) });
    expect([keys.statusCode, keys.json()]).toEqual([200, { apiKeys: [] }]);
    expect(userId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
