import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { resolve } from 'node:path';
import { Secret } from '@app/secrets';
import { openSupabase } from '../open-supabase.js';
import type { HostedOptions } from '../supabase.js';

let server: Server;
let asked: { url: string; headers: IncomingHttpHeaders }[];
let answer: { status: number; body: unknown };
let options: HostedOptions;

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: [] };
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  options = {
    mode: 'hosted',
    url: `http://127.0.0.1:${String(address.port)}/`,
    publishableKey: 'sb_publishable_x',
    secretKey: new Secret('sb_secret_y'),
    migrationsDir: resolve('supabase/migrations'),
  };
});
afterEach(() => {
  server.close();
});

describe('a hosted Supabase', () => {
  it('is asked with the token of the user, or with the secret key', async () => {
    const supabase = await openSupabase(options);
    await supabase.asUser('user-token').from('installation').select('singleton').eq('installation_id', '+1');
    await supabase.asService().from('installation').select('singleton');
    expect(asked.map(({ headers }) => [headers['apikey'], headers.authorization])).toEqual([
      ['sb_publishable_x', 'Bearer user-token'],
      ['sb_secret_y', 'Bearer sb_secret_y'],
    ]);
    // Real PostgREST compares text as text, so that nothing is rewritten for it.
    expect(asked[0]?.url).toBe('/rest/v1/installation?select=singleton&installation_id=eq.%2B1');
    expect([supabase.kind, supabase.authHandler]).toEqual(['hosted', null]);
  });

  it('has its tokens verified by its published keys, or by the legacy secret', async () => {
    const base = options.url.replace(/\/$/, '');
    const { tokenVerification } = await openSupabase(options);
    expect(tokenVerification).toEqual({
      kind: 'jwks',
      url: `${base}/auth/v1/.well-known/jwks.json`,
      issuer: `${base}/auth/v1`,
      audience: 'authenticated',
      algorithms: ['ES256', 'RS256'],
    });
    const legacy = await openSupabase({ ...options, jwtSecret: 'legacy' });
    expect(legacy.tokenVerification).toMatchObject({
      kind: 'secret',
      issuer: `${base}/auth/v1`,
      algorithms: ['HS256'],
    });
  });

  it('says which migrations it lacks and how to bring them', async () => {
    const supabase = await openSupabase(options);
    answer = { status: 200, body: [{ version: '20261121090000' }] };
    await expect(supabase.checkMigrations()).rejects.toMatchObject({
      code: 'migrations.missing',
      message: expect.stringMatching(/20261121090100_create_installation.*supabase db push/),
    });
    answer = { status: 404, body: { code: 'PGRST202', message: 'no function' } };
    await expect(supabase.checkMigrations()).rejects.toMatchObject({
      message: expect.stringContaining('20261121090000_create_user_twilio_credentials'),
    });
    answer = { status: 401, body: { code: 'PGRST301', message: 'bad key' } };
    await expect(supabase.checkMigrations()).rejects.toMatchObject({ code: 'database.unreachable' });
    await expect(supabase.ping()).rejects.toMatchObject({ code: 'database.unreachable' });
  });

  it.each([
    ['plain http to elsewhere', { url: 'http://example.com' }],
    ['something that is no address', { url: 'example' }],
    ['a user in the address', { url: 'https://u:p@example.com' }],
    ['no publishable key', { publishableKey: '' }],
    ['the secret key as the publishable one', { publishableKey: 'sb_secret_y' }],
  ])('is not opened with %s', async (_, change) => {
    await expect(openSupabase({ ...options, ...change })).rejects.toMatchObject({
      code: expect.stringMatching(/^options\./),
    });
  });
});
