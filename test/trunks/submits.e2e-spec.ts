import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { oneOfEach } from './one-of-each.js';
import { TenantAccount } from './tenant-account.js';

describe('submitting the connect form', () => {
  let checked: CheckedWorld;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  afterAll(async () => checked.world.stop());

  const idOf = ({ body }: Answer): string => (body as { credential: { credentialId: string } }).credential.credentialId;
  const codeOf = ({ status, body }: Answer): [number, string] => [status, (body as { code: string }).code];

  it('a second time says which credential the first one made', async () => {
    const one = await TenantAccount.connected(checked.world, 'second');
    const { lastId } = await one.mutations();
    const answer = await one.submit({ label: 'Another' });
    expect(codeOf(answer)).toEqual([409, 'credential.account_taken']);
    expect(answer.body).toMatchObject({ credentialId: one.credentialId });
    expect((await one.mutations(lastId)).count).toBe(0);
  });

  it('twice at once stores one account and builds one of each', async () => {
    const one = await TenantAccount.make(checked.world, 'racing');
    const answers = await Promise.all([1, 2, 3].map((turn) => one.submit({ label: `turn ${turn}` })));
    const [won] = answers.filter(({ status }) => status === 201);
    if (won === undefined) throw new Error('nobody won');
    one.credentialId = idOf(won);
    for (const lost of answers.filter((answer) => answer !== won)) {
      expect(codeOf(lost)).toEqual([409, 'credential.account_taken']);
      expect(lost.body).toMatchObject({ credentialId: one.credentialId });
    }
    expect(await one.finished(won)).toBe('succeeded');
    expect(await oneOfEach(one)).toMatchObject({ trunks: 1, lists: 1, credentials: 1, urls: 1, outbound: 1 });
  });

  it('with one Idempotency-Key gives one credential, at once or later, and 422 for another form', async () => {
    const one = await TenantAccount.make(checked.world, 'idempotent');
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => one.submit({ label: 'Same' }, headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(idOf)).size).toBe(1);
    const [first] = answers;
    if (first === undefined) throw new Error('no answer');
    expect(await one.finished(first)).toBe('succeeded');
    expect(idOf(await one.submit({ label: 'Same' }, headers))).toBe(idOf(first));
    expect(codeOf(await one.submit({ label: 'Other' }, headers))).toEqual([422, 'idempotency.key_reused']);
    expect(codeOf(await one.submit({}, { 'idempotency-key': 'short' }))).toEqual([400, 'idempotency.malformed_key']);
  });

  it('without building gives the same credential under one Idempotency-Key too, and 422 for another form', async () => {
    const one = await TenantAccount.make(checked.world, 'stored-only');
    const headers = { 'idempotency-key': randomUUID() };
    const form = { label: 'Stored', provision: false };
    const answers = await Promise.all([1, 2, 3].map(() => one.submit(form, headers)));
    answers.push(await one.submit(form, headers));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(answers.map(({ body }) => (body as { run: unknown }).run)).toEqual([null, null, null, null]);
    for (const other of [{ ...form, label: 'Other' }, { label: 'Stored' }, { ...form, provision: true }]) {
      expect(codeOf(await one.submit(other, headers))).toEqual([422, 'idempotency.key_reused']);
    }
    expect((await one.mutations()).count).toBe(0);
  });

  it('again and again while the first one is being stored gives each the same credential', async () => {
    const one = await TenantAccount.make(checked.world, 'impatient');
    await one.fault('latency', { ms: 20 });
    const headers = { 'idempotency-key': randomUUID() };
    // Spread over the time that the first one takes, so that some look for the key before it is stored and for the account after.
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, turn) => {
        await new Promise((resolve) => setTimeout(resolve, turn * 3));
        return one.submit({}, headers);
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(idOf)).size).toBe(1);
  });

  it('for another account under a used label is refused, whatever its case', async () => {
    const one = await TenantAccount.connected(checked.world, 'labels', { label: 'Production' });
    const other = new TenantAccount(checked.world, one.tenant, await checked.world.newAccount());
    expect(codeOf(await other.submit({ label: 'PRODUCTION' }))).toEqual([409, 'credential.label_taken']);
    expect((await other.mutations()).count).toBe(0);
    await other.connect({ label: 'Staging' });
    expect(codeOf(await other.send('PATCH', '/', { label: 'production' }))).toEqual([409, 'credential.label_taken']);
    expect(await other.credential()).toMatchObject({ label: 'Staging', isActive: false });
  });

  it('for an account that another tenant has is refused without naming that tenant', async () => {
    const owner = await TenantAccount.connected(checked.world, 'owner');
    const other = new TenantAccount(checked.world, await checked.world.signUp('other'), owner.account);
    const answer = await other.submit();
    expect(codeOf(answer)).toEqual([409, 'credential.account_taken']);
    for (const told of [owner.tenant.userId, owner.tenant.email, owner.credentialId]) {
      expect(answer.text).not.toContain(told);
    }
    expect((await other.get('')).body).toEqual([]);
    expect(await oneOfEach(owner)).toMatchObject({ trunks: 1, status: 'ready' });
  });

  it('again after a disconnection builds it anew', async () => {
    const one = await TenantAccount.connected(checked.world, 'again');
    expect(await one.disconnect()).toBe('succeeded');
    await one.connect();
    expect(await oneOfEach(one)).toMatchObject({ trunks: 1, lists: 1, outbound: 1, status: 'ready' });
  });

  it('in the origin system’s way answers with its fields, the password once, and a cause when it fails', async () => {
    const one = await TenantAccount.make(checked.world, 'origin-way');
    const { accountSid, authToken } = one.account;
    const send = (body: object): Promise<Answer> =>
      checked.world.send('POST', '/api/v1/twilio-credentials/create-main-trunk', { as: one.tenant.accessToken, body });
    const answer = await send({ accountSid, authToken });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { sid, domainName } = await one.trunk();
    expect(answer.body).toEqual({
      success: true,
      message: expect.any(String),
      trunkSid: sid,
      trunkName: expect.any(String),
      domainName,
      domainPrefix: domainName.replace('.pstn.twilio.com', ''),
      credentialListSid: expect.stringMatching(/^CL[0-9a-f]{32}$/),
      sipUsername: expect.stringMatching(/^[a-z0-9]{1,32}$/),
      sipPassword: expect.stringMatching(/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{12,}$/),
    });
    const full = await checked.world.newAccount({ limits: { trunks: 0 } });
    const failed = await send({ accountSid: full.accountSid, authToken: full.authToken, label: 'Full' });
    expect(codeOf(failed)).toEqual([502, 'trunk.provisioning_failed']);
    expect(failed.body).toMatchObject({ cause: 'twilio.trunk_limit', credentialId: expect.any(String) });
  });

  it('gives nobody else a way in: every operation on another tenant’s credential is 404', async () => {
    const one = await TenantAccount.connected(checked.world, 'mine');
    const { runs } = (await one.get('/trunk')).body as { runs: { runId: string }[] };
    const other = new TenantAccount(checked.world, await checked.world.signUp('stranger'), one.account);
    other.credentialId = one.credentialId;
    const before = await one.state();
    const { lastId } = await one.mutations();
    const answers = await Promise.all([
      other.get('/'),
      other.send('PATCH', '/', { label: 'Mine now' }),
      other.post('/activate'),
      other.send('DELETE', '/'),
      other.send('DELETE', '/?abandon=true'),
      other.post('/rotate-sip-password', {}),
      other.post('/rotate-auth-token', { authToken: one.account.authToken }),
      other.send('PUT', '/api-key', { apiKeySid: `SK${'a'.repeat(32)}`, apiKeySecret: 'x'.repeat(32) }),
      other.get('/trunk'),
      other.get('/trunk/plan'),
      other.get('/trunk/events'),
      other.post('/trunk/apply'),
      other.post('/trunk/repair'),
      other.post('/trunk/verify'),
      other.send('PATCH', '/trunk', { secure: true }),
      other.send('PUT', '/trunk/recording', { mode: 'do-not-record' }),
      other.get(`/trunk/runs/${runs[0]?.runId ?? ''}`),
      other.get('/trunk/numbers'),
      other.post('/trunk/numbers', { phoneNumber: '+14155550100' }),
      checked.world.send('GET', `/api/v1/sip-config?credentialId=${one.credentialId}`, {
        as: other.tenant.accessToken,
      }),
    ]);
    expect(answers.map(codeOf)).toEqual(
      answers.map(() => [404, expect.stringMatching(/^(credential|run)\.not_found$/)]),
    );
    expect((await one.mutations(lastId)).count).toBe(0);
    expect(await one.state()).toEqual(before);
    expect(await one.credential()).toMatchObject({ status: 'ready', label: 'Twilio' });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
