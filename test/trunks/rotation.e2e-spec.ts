import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { oneOfEach } from './one-of-each.js';
import { only, TenantAccount } from './tenant-account.js';

interface SignIn {
  readonly authUsername: string;
  readonly authPassword: string;
}

describe('rotating a secret', () => {
  let checked: CheckedWorld;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  afterAll(async () => checked.world.stop());

  const signIn = async ({ world, tenant }: TenantAccount): Promise<SignIn> => {
    const { status, body, text } = await world.send('GET', '/api/v1/sip-config?mode=inline', {
      as: tenant.accessToken,
    });
    if (status !== 200) throw new Error(`${status} ${text}`);
    return (body as { outbound: { trunk: SignIn } }).outbound.trunk;
  };
  const passwords = async (one: TenantAccount): Promise<Record<string, string>> => {
    const { credentials } = only(Object.values((await one.state()).credentialLists));
    return Object.fromEntries(Object.values(credentials).map(({ username, password }) => [username, password]));
  };

  it('keeps the old pair working during the overlap and refuses another rotation until then', async () => {
    const one = await TenantAccount.connected(checked.world, 'overlap');
    const old = await signIn(one);
    expect(await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 3_600 }))).toBe('succeeded');
    const current = await signIn(one);
    expect(current.authUsername).not.toBe(old.authUsername);
    expect(current.authUsername.length).toBeLessThanOrEqual(32);
    expect(await passwords(one)).toEqual({
      [old.authUsername]: old.authPassword,
      [current.authUsername]: current.authPassword,
    });
    expect(only((await one.livekit()).outbound)).toMatchObject({
      auth_username: current.authUsername,
      auth_password: current.authPassword,
    });
    const again = await one.post('/rotate-sip-password', {});
    expect([again.status, again.body]).toMatchObject([409, { code: 'rotation.in_progress' }]);
  });

  it('never hands an agent a pair that Twilio does not know', async () => {
    const one = await TenantAccount.connected(checked.world, 'polling');
    await one.fault('latency', { ms: 15 });
    let rotating = true;
    const seen: (SignIn & { readonly known: boolean })[] = [];
    const poll = async (): Promise<void> => {
      while (rotating) {
        const pair = await signIn(one);
        // Asked after the answer: what an agent has just been given must work now.
        seen.push({ ...pair, known: (await passwords(one))[pair.authUsername] === pair.authPassword });
      }
    };
    const agents = Promise.all([poll(), poll()]);
    for (let turn = 0; turn < 2; turn += 1) {
      await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 1 }));
      // The overlap is over, and so is the rotation once the old user name has been retired.
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      await one.repair();
    }
    rotating = false;
    await agents;
    expect(seen.filter(({ known }) => !known)).toEqual([]);
    expect(new Set(seen.map(({ authUsername }) => authUsername)).size).toBeGreaterThan(1);
    expect(await oneOfEach(one)).toMatchObject({ credentials: 1, samePassword: true, status: 'ready' });
  });

  it('counts the overlap from when the new user name works', async () => {
    const one = await TenantAccount.connected(checked.world, 'slow');
    const old = await signIn(one);
    await one.fault('latency', { method: 'POST', path: '/Credentials\\.json$', ms: 1_300 });
    expect(await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 1 }))).toBe('succeeded');
    expect(await passwords(one)).toMatchObject({ [old.authUsername]: old.authPassword });
  });

  it('without overlap removes the old user name at once', async () => {
    const one = await TenantAccount.connected(checked.world, 'no-overlap');
    const old = await signIn(one);
    expect(await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 0 }))).toBe('succeeded');
    const current = await signIn(one);
    expect(await passwords(one)).toEqual({ [current.authUsername]: current.authPassword });
    expect(current.authPassword).not.toBe(old.authPassword);
    expect(await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 0 }))).toBe('succeeded');
  });

  it('is won by exactly one of several at once', async () => {
    const one = await TenantAccount.connected(checked.world, 'race');
    const answers = await Promise.all([1, 2, 3].map(() => one.post('/rotate-sip-password', { overlapSeconds: 600 })));
    const [winner] = answers.filter(({ status }) => status === 202);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409]);
    expect(winner && (await one.finished(winner))).toBe('succeeded');
    expect(Object.keys(await passwords(one))).toHaveLength(2);
  });

  it('keeps its lead when the previous user name is deleted at Twilio during the overlap', async () => {
    const one = await TenantAccount.connected(checked.world, 'mended');
    const old = await signIn(one);
    await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 600 }));
    const list = only(Object.values((await one.state()).credentialLists));
    const gone = Object.values(list.credentials).find(({ username }) => username === old.authUsername);
    await one.edit('delete-credential', { credentialListSid: list.sid, credentialSid: gone?.sid });
    expect(await one.repair()).toBe('succeeded');
    expect((await passwords(one))[old.authUsername]).toBe(old.authPassword);
  });

  it('refuses a wrong auth token and changes nothing', async () => {
    const one = await TenantAccount.connected(checked.world, 'wrong-token');
    const before = await one.credential();
    const answer = await one.post('/rotate-auth-token', { authToken: 'f'.repeat(32) });
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'twilio.credentials_rejected' }]);
    expect(await one.credential()).toEqual(before);
    expect(await one.repair()).toBe('succeeded');
  });

  it('to an API key lets REST go on when the auth token is revoked', async () => {
    const one = await TenantAccount.connected(checked.world, 'api-key');
    const path = `/accounts/${one.account.accountSid}`;
    const key = await checked.world.control<{ keySid: string; secret: string }>('POST', `${path}/keys`, {
      kind: 'standard',
    });
    const wrong = await one.send('PUT', '/api-key', { apiKeySid: key.keySid, apiKeySecret: 'wrong-secret-wrong' });
    expect([wrong.status, wrong.body]).toMatchObject([422, { code: 'twilio.credentials_rejected' }]);
    const set = await one.send('PUT', '/api-key', { apiKeySid: key.keySid, apiKeySecret: key.secret });
    expect([set.status, set.body]).toMatchObject([200, { apiKeySid: key.keySid }]);
    await checked.world.control('POST', path, { rotateAuthToken: true });
    expect(await one.repair()).toBe('succeeded');
    expect(await one.credential()).toMatchObject({ status: 'ready' });
  });

  it('gives an API key up for the auth token, and goes on when the key is dead', async () => {
    const one = await TenantAccount.connected(checked.world, 'dead-key');
    const path = `/accounts/${one.account.accountSid}`;
    const key = await checked.world.control<{ keySid: string; secret: string }>('POST', `${path}/keys`, {});
    await one.send('PUT', '/api-key', { apiKeySid: key.keySid, apiKeySecret: key.secret });
    await one.edit('delete-key', { keySid: key.keySid });
    expect(await one.repair()).toBe('failed');
    const removed = await one.send('DELETE', '/api-key');
    expect([removed.status, removed.body]).toMatchObject([200, { apiKeySid: null }]);
    expect(await one.repair()).toBe('succeeded');
    expect(await one.credential()).toMatchObject({ status: 'ready', apiKeySid: null });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
