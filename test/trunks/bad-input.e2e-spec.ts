import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Tenant } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { only, TenantAccount } from './tenant-account.js';
import { vendorApi } from './vendor-api.js';

/** What a client relies on: the code, and two sentences that say what is wrong and what to do. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, ...(answer.body as object) }).toMatchObject({
    status,
    code,
    detail: expect.stringMatching(/^[A-Z].{10,}\.$/),
    action: expect.stringMatching(/^[A-Z].{5,}\.$/),
  });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
}

describe('a form that cannot be connected', () => {
  let checked: CheckedWorld;
  let tenant: Tenant;
  beforeAll(async () => {
    checked = await startCheckedWorld();
    tenant = await checked.world.signUp('bad-input');
  });
  afterAll(async () => checked.world.stop());

  const make = async (settings: object = {}): Promise<TenantAccount> =>
    new TenantAccount(checked.world, tenant, await checked.world.newAccount(settings));
  /** Nothing stored, and nothing changed at Twilio. */
  const expectNoTrace = async (one: TenantAccount): Promise<void> => {
    const list = (await one.get('')).body as { accountSid: string }[];
    expect(list.filter(({ accountSid }) => accountSid === one.account.accountSid)).toEqual([]);
    expect((await one.mutations()).count).toBe(0);
  };

  it.each([
    ['a SID of another kind', { accountSid: `SK${'a'.repeat(32)}` }, 400, 'request.invalid'],
    ['a SID that is too short', { accountSid: 'AC123' }, 400, 'request.invalid'],
    ['a SID in capitals', { accountSid: `AC${'A'.repeat(32)}` }, 400, 'request.invalid'],
    ['a SID that is a number', { accountSid: 1 }, 400, 'request.invalid'],
    ['a token with a space in it', { authToken: `${'a'.repeat(20)} b` }, 400, 'request.invalid'],
    ['a token that is null', { authToken: null }, 400, 'request.invalid'],
    ['a wrong token', { authToken: 'f'.repeat(32) }, 422, 'twilio.credentials_rejected'],
    ['an unknown account', { accountSid: `AC${'0'.repeat(32)}` }, 422, 'twilio.credentials_rejected'],
    ['a key without its secret', { apiKeySid: `SK${'a'.repeat(32)}` }, 400, 'request.invalid'],
    [
      'a wrong key beside a good token',
      { apiKeySid: `SK${'a'.repeat(32)}`, apiKeySecret: 'x'.repeat(32) },
      422,
      'twilio.credentials_rejected',
    ],
    ['a label that is too long', { label: 'x'.repeat(65) }, 400, 'request.invalid'],
    ['an empty label', { label: '  ' }, 400, 'request.invalid'],
    ['an unknown field', { sipPassword: 'x' }, 400, 'request.invalid'],
    ['a prototype key', { constructor: { prototype: {} } }, 400, 'request.malformed_json'],
  ])('with %s is refused without a trace', async (_, fields, status, code) => {
    const one = await make();
    expectProblem(await one.submit(fields), status, code);
    await expectNoTrace(one);
  });

  it.each([
    ['a suspended account', { status: 'suspended' }, 422, 'twilio.account_suspended'],
    ['a closed account', { status: 'closed' }, 422, 'twilio.credentials_rejected'],
    ['a trial account', { type: 'Trial' }, 422, 'twilio.trial_account'],
  ])('of %s is refused without a trace', async (_, settings, status, code) => {
    const one = await make(settings);
    expectProblem(await one.submit(), status, code);
    await expectNoTrace(one);
  });

  it('without any secret says which one is needed', async () => {
    const one = await make();
    expectProblem(await one.post('', { accountSid: one.account.accountSid }), 400, 'credential.secret_required');
    await expectNoTrace(one);
  });

  it.each([
    ['malformed', '{"accountSid": ', 400, 'request.malformed_json'],
    ['oversized', JSON.stringify({ label: 'x'.repeat(2_000_000) }), 413, 'request.too_large'],
    ['an array', '[]', 400, 'request.invalid'],
    ['with a prototype', '{"__proto__":{"provision":false},"accountSid":"AC"}', 400, 'request.malformed_json'],
  ])('whose body is %s is refused', async (_, body, status, code) => {
    expectProblem(await (await make()).post('', body), status, code);
  });

  it('of a subaccount with its parent’s token is told that the subaccount needs its own', async () => {
    const parent = await make();
    const one = await make({ parentSid: parent.account.accountSid });
    const answer = await one.submit({ authToken: parent.account.authToken });
    expectProblem(answer, 422, 'twilio.credentials_rejected');
    await expectNoTrace(one);
  });

  it('of a subaccount with a key of its parent leaves no trunk in the parent', async () => {
    const parent = await make();
    const before = await parent.state();
    const one = await make({ parentSid: parent.account.accountSid });
    const key = await checked.world.control<{ keySid: string; secret: string }>(
      'POST',
      `/accounts/${parent.account.accountSid}/keys`,
      { kind: 'standard' },
    );
    const fields = { accountSid: one.account.accountSid, apiKeySid: key.keySid, apiKeySecret: key.secret };
    const answer = await one.post('', { ...fields, label: 'By a parent’s key' });
    expect(await one.finished(answer)).toBe('failed');
    one.credentialId = (answer.body as { credential: { credentialId: string } }).credential.credentialId;
    expect(await one.credential()).toMatchObject({ problem: { code: 'twilio.permission_denied' } });
    expect((await parent.state()).trunks).toEqual(before.trunks);
    expect(await one.disconnect()).toBe('succeeded');
    expect((await one.state()).credentialLists).toEqual({});
  });

  it('with a Standard key alone is built all the same, though the kind of account stays unknown', async () => {
    const one = await make();
    const key = await checked.world.control<{ keySid: string; secret: string }>(
      'POST',
      `/accounts/${one.account.accountSid}/keys`,
      { kind: 'standard' },
    );
    const { accountSid } = one.account;
    const fields = { accountSid, apiKeySid: key.keySid, apiKeySecret: key.secret, label: 'By key' };
    const answer = await one.post('', fields);
    expect(answer.status).toBe(201);
    expect(await one.finished(answer)).toBe('succeeded');
    expect((answer.body as { credential: object }).credential).toMatchObject({ accountType: 'unknown' });
  });

  it.each([
    ['trunks', 'twilio.trunk_limit'],
    ['credentialLists', 'twilio.credential_list_limit'],
    ['originationUrls', 'twilio.origination_url_limit'],
  ])('for an account whose quota of %s is full stops, says so, and can be finished or undone', async (limit, code) => {
    const one = await make({ limits: { [limit]: 0 } });
    const before = await one.state();
    const answer = await one.submit({ label: limit });
    expect(await one.finished(answer)).toBe('failed');
    const { credentialId } = (answer.body as { credential: { credentialId: string } }).credential;
    one.credentialId = credentialId;
    expect(await one.credential()).toMatchObject({
      status: 'needs_attention',
      problem: { code, detail: expect.any(String), action: expect.any(String) },
    });
    await checked.world.control('POST', `/accounts/${one.account.accountSid}`, { limits: { [limit]: 100 } });
    expect(await one.repair()).toBe('succeeded');
    expect(await one.credential()).toMatchObject({ status: 'ready', problem: null });
    expect(await one.disconnect()).toBe('succeeded');
    expect({ ...(await one.state()), limits: null }).toEqual({ ...before, limits: null });
  });

  it('of a trial account goes on when that is accepted, within the trial’s quota', async () => {
    const one = await make({ type: 'Trial' });
    expect(await one.finished(await one.submit({ acceptTrial: true, label: 'Trial' }))).toBe('succeeded');
    const full = await make({ type: 'Trial', limits: { trunks: 1 } });
    await vendorApi(full)('/v1/Trunks', { FriendlyName: 'Theirs' });
    const answer = await full.submit({ acceptTrial: true, label: 'Full trial' });
    expect(await full.finished(answer)).toBe('failed');
    full.credentialId = (answer.body as { credential: { credentialId: string } }).credential.credentialId;
    expect(await full.credential()).toMatchObject({ problem: { code: 'twilio.trunk_limit' } });
  });

  it('whose domain another customer has by then gets another one and is built', async () => {
    const one = await make();
    const { credential } = (await one.submit({ provision: false, label: 'Renamed' })).body as {
      credential: { credentialId: string; domainName: string };
    };
    one.credentialId = credential.credentialId;
    const other = await make();
    await vendorApi(other)('/v1/Trunks', { DomainName: credential.domainName });
    expect(await one.finished(await one.post('/trunk/apply'))).toBe('succeeded');
    const trunk = await one.trunk();
    expect(trunk.domainName).not.toBe(credential.domainName);
    expect(await one.credential()).toMatchObject({ status: 'ready', domainName: trunk.domainName });
    expect(only((await one.livekit()).outbound).address).toBe(trunk.domainName);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
