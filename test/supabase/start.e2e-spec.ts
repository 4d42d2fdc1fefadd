import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openSupabase, type Supabase } from '@app/supabase';
import { openTestbed, type Testbed, type TestTenant } from '../../libs/supabase/src/testing/testbed.js';

let bed: Testbed;
let ann: TestTenant;
let ben: TestTenant;

const printed: unknown[] = [];
const methods = ['debug', 'error', 'info', 'log', 'warn'] as const;
const consoles = methods.map((name) => [name, console[name]] as const);

beforeAll(async () => {
  // Before the database is opened, which keeps the console it finds.
  for (const name of methods) console[name] = (...values: unknown[]) => void printed.push(...values);
  bed = await openTestbed();
  [ann, ben] = [await bed.signUp(), await bed.signUp()];
});
afterAll(async () => {
  await bed.close();
  for (const [name, method] of consoles) console[name] = method;
});

const auth = async (path: string, init: RequestInit = {}, supabase: Supabase = bed.supabase): Promise<Response> => {
  if (supabase.authHandler === null) throw new Error('no handler');
  const headers = { apikey: bed.options.publishableKey, 'content-type': 'application/json', ...init.headers };
  return supabase.authHandler(new Request(`https://app.example${path}`, { ...init, headers }));
};
const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const password = 'correct-horse-battery';

function forge(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    sub: ann.id,
    aud: 'authenticated',
    exp: Math.floor(Date.now() / 1000) + 600,
    ...claims,
  })}`;
  return `${head}.${createHmac('sha256', bed.options.jwtSecret.reveal()).update(head).digest('base64url')}`;
}

describe('signing in', () => {
  it('takes an account from sign-up to sign-out', async () => {
    const account = { email: 'way@example.com', password };
    const signUp = await auth('/auth/v1/signup', post(account));
    expect(signUp.status).toBe(200);
    const signIn = await auth('/auth/v1/token?grant_type=password', post(account));
    const session = (await signIn.json()) as { access_token: string; refresh_token: string };
    const refreshed = await auth(
      '/auth/v1/token?grant_type=refresh_token',
      post({ refresh_token: session.refresh_token }),
    );
    expect(refreshed.status).toBe(200);
    const { access_token: token } = (await refreshed.json()) as { access_token: string };
    const bearer = { authorization: `Bearer ${token}` };
    expect(await (await auth('/auth/v1/user', { headers: bearer })).json()).toMatchObject({ email: account.email });
    const renamed = await auth('/auth/v1/user', { method: 'PUT', body: '{"data":{"name":"n"}}', headers: bearer });
    expect(renamed.status).toBe(200);
    expect((await auth('/auth/v1/logout', { method: 'POST', headers: bearer })).status).toBe(204);
    expect((await auth('/auth/v1/user', { headers: bearer })).status).toBeGreaterThanOrEqual(400);
  });

  it('issues tokens as the verification describes them', () => {
    const claims: unknown = JSON.parse(Buffer.from(ann.token.split('.')[1] ?? '', 'base64url').toString());
    const { tokenVerification } = bed.supabase;
    expect(tokenVerification).toMatchObject({ kind: 'secret', issuer: null, audience: 'authenticated' });
    expect(claims).toMatchObject({ sub: ann.id, aud: 'authenticated', role: 'authenticated' });
    // On the day that lite writes an issuer, it has to be compared.
    expect(claims).not.toHaveProperty('iss');
  });

  it('does not tell an unknown account from a wrong password', async () => {
    await auth('/auth/v1/signup', post({ email: 'known@example.com', password }));
    const wrong = await auth('/auth/v1/token?grant_type=password', post({ email: 'known@example.com', password: 'x' }));
    const unknown = await auth('/auth/v1/token?grant_type=password', post({ email: 'no@example.com', password: 'x' }));
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
  });

  it.each([
    ['GET', '/rest/v1/installation'],
    ['GET', '/_system/info'],
    ['GET', '/auth/v1/../../rest/v1/installation'],
    ['GET', '/auth/v1//user'],
    ['GET', '/auth/v1/callback'],
    ['GET', '/auth/v1/authorize?provider=github'],
    ['GET', '/auth/v1/verify?type=signup&token=x'],
    ['POST', '/auth/v1/otp'],
    ['POST', '/auth/v1/magiclink'],
    ['POST', '/auth/v1/recover'],
    ['POST', '/auth/v1/resend'],
    ['GET', '/auth/v1/admin/users'],
    ['GET', '/auth/v1/.well-known/jwks.json'],
    ['DELETE', '/auth/v1/user'],
    ['GET', '/auth/v1/signup'],
    ['OPTIONS', '/auth/v1/token'],
    ['GET', '/storage/v1/bucket'],
    ['GET', '/'],
  ])('has no %s %s', async (method, path) => {
    expect((await auth(path, { method })).status).toBe(404);
  });

  it('opens with the publishable key only, in the header only', async () => {
    for (const apikey of ['', 'sb_publishable_wrong', bed.options.secretKey.reveal()]) {
      expect((await auth('/auth/v1/settings', { headers: { apikey } })).status).toBe(401);
    }
    const byQuery = `/auth/v1/settings?apikey=${bed.options.publishableKey}`;
    expect((await auth(byQuery, { headers: { apikey: '' } })).status).toBe(401);
    const answer = await auth('/auth/v1/settings');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it('takes no other grant, no new address, no weak password and no flood', async () => {
    expect((await auth('/auth/v1/token?grant_type=pkce', post({}))).status).toBe(400);
    const bearer = { authorization: `Bearer ${ann.token}` };
    const moved = await auth('/auth/v1/user', { method: 'PUT', body: '{"email":"x@example.com"}', headers: bearer });
    expect(moved.status).toBe(422);
    expect((await auth('/auth/v1/signup', post({ email: 'w@example.com', password: 'short' }))).status).toBe(422);
    expect((await auth('/auth/v1/signup', post({ email: 'x'.repeat(20_000) }))).status).toBe(413);
  });
});

describe('row-level security', () => {
  it('shows a tenant their own rows, and nobody else', async () => {
    const { error } = await bed.supabase
      .asService()
      .from('user_twilio_credentials')
      .insert({ user_id: ann.id, account_sid: 'AC1', label: 'main', status: 'ready', auth_token: 'canary-auth-token' });
    expect(error).toBeNull();
    const read = async ({ client }: TestTenant): Promise<unknown> =>
      (await client.from('user_twilio_credentials').select('label')).data;
    expect(await read(ann)).toEqual([{ label: 'main' }]);
    expect(await read(ben)).toEqual([]);
    const stolen = await ben.client.from('api_keys').insert({
      user_id: ann.id,
      name: 'n',
      key_id: 'k',
      secret_hash: 'h',
      scopes: [],
    });
    expect(stolen.error?.code).toBe('42501');
  });

  it.each([['*'], ['auth_token'], ['label, sip_password']])(
    'does not give out secret columns: select %s',
    async (columns) => {
      const { data, error } = await ann.client.from('user_twilio_credentials').select(columns);
      expect([data, error?.code]).toEqual([null, '42501']);
    },
  );

  it.each([
    ['postgres', () => forge({ role: 'postgres' })],
    ['service_role', () => forge({ role: 'service_role' })],
    ['supabase_admin', () => forge({ role: 'supabase_admin' })],
    ['anon', () => forge({ role: 'anon' })],
    ['nobody', () => forge({})],
    ['a user for ever', () => forge({ role: 'authenticated', exp: undefined })],
    ['a bearer of the secret key', () => bed.options.secretKey.reveal()],
  ])('cannot be passed as %s', async (_, token) => {
    const { data, error, status } = await bed.supabase.asUser(token()).from('installation').select('installation_id');
    expect([data, error?.code, status]).toEqual([null, 'token.refused', 401]);
  });

  it('holds whatever headers a caller sets', async () => {
    const { data } = await ben.client
      .from('user_twilio_credentials')
      .select('label')
      .setHeader('apikey', bed.options.secretKey.reveal())
      .setHeader('Authorization', `Bearer ${ann.token}`);
    expect(data).toEqual([]);
  });

  it('refuses a request without a key before it reaches the data', async () => {
    const answer = await bed.database.serve(new Request('http://embedded.supabase.invalid/rest/v1/installation'));
    expect(answer.status).toBe(401);
  });
});

describe('errors of the database', () => {
  it('carry their own SQLSTATE with the status of PostgREST', async () => {
    const service = bed.supabase.asService();
    const raised = await service.rpc('change_credential', { p_credential_id: ann.id, p_changes: { user_id: ben.id } });
    expect([raised.status, raised.error?.code]).toEqual([400, 'TL000']);
    const refused = await service.from('audit_log').insert({
      user_id: ann.id,
      actor_kind: 'nonsense',
      actor_id: 'a',
      action: 'a',
    });
    expect([refused.status, refused.error?.code]).toEqual([400, '23514']);
  });

  it('are not printed, because they hold the values of the row', async () => {
    const row = { user_id: ann.id, account_sid: 'AC-canary', label: 'a', status: 'ready' };
    const { error } = await bed.supabase.asService().from('user_twilio_credentials').insert([row, row]);
    expect(error?.code).toBe('23505');
    console.error('heard');
    expect(printed).toEqual(['heard']);
  });
});

describe('the process around it', () => {
  it('still gets warnings that are errors, as Node emits them', () => {
    const emitter = new EventEmitter();
    const listen = (): unknown => emitter.on('x', () => undefined);
    expect(() => Array.from({ length: 12 }, listen)).not.toThrow();
  });

  it('keeps the database where no other account can read it', () => {
    expect(statSync(join(bed.options.dataDir, 'supabase')).mode & 0o077).toBe(0);
  });
});

describe('starting', () => {
  it('opens an existing folder within seconds and finds everything there', async () => {
    const { options } = bed;
    await bed.database.close();
    const begin = performance.now();
    const supabase = await openSupabase(options);
    expect(performance.now() - begin).toBeLessThan(5_000);
    await supabase.ping();
    const { data } = await supabase.asUser(ann.token).from('user_twilio_credentials').select('label');
    expect(data).toEqual([{ label: 'main' }]);
    await supabase.close();
    await expect(supabase.ping()).rejects.toMatchObject({ code: 'database.unreachable' });
  });

  it('can be closed to strangers', async () => {
    const supabase = await openSupabase({ ...bed.options, signup: false });
    const answer = await auth('/auth/v1/signup', post({ email: 'late@example.com', password }), supabase);
    expect(answer.status).toBe(422);
    await supabase.close();
  });

  it('refuses a relative folder', async () => {
    await expect(openSupabase({ ...bed.options, dataDir: 'data' })).rejects.toMatchObject({ code: 'data_dir.invalid' });
  });
});
