import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { refusal, twilioClient } from './sdk.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account({ friendlyName: 'Parent' });
  client = twilioClient(sandbox, account);
});

afterAll(async () => {
  await sandbox.close();
});

async function keyOf(kind: 'main' | 'standard') {
  const { body } = await sandbox.control('POST', `/accounts/${account.accountSid}/keys`, { kind });
  return { keySid: String(body['keySid']), secret: String(body['secret']) };
}

describe('credentials', () => {
  it('are refused with 401/20003 when wrong, empty, unknown or absent', async () => {
    const tries = [
      { ...account, authToken: 'wrong' },
      { ...account, authToken: ' ' },
      { ...account, accountSid: 'AC00000000000000000000000000000000' },
    ];
    for (const wrong of tries) {
      expect(await refusal(twilioClient(sandbox, wrong).trunking.v1.trunks.list())).toBe('20003/401');
    }
    expect((await fetch(`${sandbox.url}/v1/Trunks`)).status).toBe(401);
  });

  it('of a Standard key open everything but /Accounts and /Keys', async () => {
    const standard = twilioClient(sandbox, account, { key: await keyOf('standard') });
    expect(await refusal(standard.trunking.v1.trunks.list())).toBe('accepted');
    expect(await refusal(standard.incomingPhoneNumbers.list())).toBe('accepted');
    expect(await refusal(standard.api.v2010.accounts(account.accountSid).fetch())).toBe('20003/401');
    expect(await refusal(standard.keys.list())).toBe('20003/401');
    expect(await refusal(standard.newKeys.create({}))).toBe('20003/401');
  });

  it('of a Main key open those too, and what it makes is a Standard key whose secret is shown once', async () => {
    const main = twilioClient(sandbox, account, { key: await keyOf('main') });
    const made = await main.newKeys.create({ friendlyName: 'made' });
    expect(made.secret).toHaveLength(32);
    const [listed] = await main.keys.list();
    expect(listed?.friendlyName).toBe('made');
    expect(JSON.stringify(listed)).not.toContain(made.secret);
    const key = { keySid: made.sid, secret: made.secret };
    const standard = twilioClient(sandbox, account, { key });
    expect(await refusal(standard.keys.list())).toBe('20003/401');
    await main.keys(made.sid).update({ friendlyName: 'renamed' });
    await main.keys(made.sid).remove();
    expect(await refusal(standard.trunking.v1.trunks.list())).toBe('20003/401');
  });
});

describe('accounts', () => {
  it('show status, type and, as the real one does, the auth token', async () => {
    const fetched = await client.api.v2010.accounts(account.accountSid).fetch();
    expect([fetched.status, fetched.type, fetched.authToken]).toEqual(['active', 'Full', account.authToken]);
    const balance = await client.balance.fetch();
    expect([balance.balance, balance.currency]).toEqual(['100.00', 'USD']);
  });

  it('of others do not exist', async () => {
    const other = await sandbox.account();
    expect(await refusal(client.api.v2010.accounts(other.accountSid).fetch())).toBe('20404/404');
    expect(await refusal(client.api.v2010.accounts(other.accountSid).incomingPhoneNumbers.list())).toBe('20404/404');
  });

  it('that are suspended can be looked at and nothing else; closed ones cannot even log in', async () => {
    const suspended = await sandbox.account({ status: 'suspended' });
    const api = twilioClient(sandbox, suspended);
    expect((await api.api.v2010.accounts(suspended.accountSid).fetch()).status).toBe('suspended');
    expect(await refusal(api.trunking.v1.trunks.list())).toBe('10001/403');
    const closed = twilioClient(sandbox, await sandbox.account({ status: 'closed' }));
    expect(await refusal(closed.trunking.v1.trunks.list())).toBe('20003/401');
  });

  it('below another obey the parent on api.twilio.com, while trunking sees only who logged in', async () => {
    const sub = await client.api.v2010.accounts.create({ friendlyName: 'Child' });
    expect(sub.ownerAccountSid).toBe(account.accountSid);
    const subApi = client.api.v2010.accounts(sub.sid);
    await subApi.sip.credentialLists.create({ friendlyName: 'made by the parent' });
    const own = twilioClient(sandbox, { accountSid: sub.sid, authToken: sub.authToken });
    expect(await own.sip.credentialLists.list()).toHaveLength(1);
    const trunk = await own.trunking.v1.trunks.create({ friendlyName: 'child trunk' });
    expect(await refusal(client.trunking.v1.trunks(trunk.sid).fetch())).toBe('20404/404');
    expect(await refusal(own.api.v2010.accounts.create({}))).toBe('21101/400');
    expect((await client.api.v2010.accounts.list({ friendlyName: 'Child' })).map(({ sid }) => sid)).toEqual([sub.sid]);

    await subApi.update({ status: 'suspended' });
    expect(await refusal(own.trunking.v1.trunks.list())).toBe('10001/403');
    await subApi.update({ status: 'closed' });
    expect(await refusal(own.trunking.v1.trunks.list())).toBe('20003/401');
  });
});

describe('applications', () => {
  it('are created, found by name, changed and deleted', async () => {
    const application = await client.applications.create({
      friendlyName: 'app',
      voiceUrl: 'https://example.com/voice',
    });
    expect(await refusal(client.applications.create({ friendlyName: 'app' }))).toBe('accepted');
    expect(await client.applications.list({ friendlyName: 'app' })).toHaveLength(2);
    const changed = await client.applications(application.sid).update({ voiceUrl: '', voiceMethod: 'GET' });
    expect([changed.voiceUrl, changed.voiceMethod]).toEqual(['', 'GET']);
    expect(await refusal(client.applications.create({ voiceUrl: 'no url' }))).toBe('21205/400');
    await client.applications(application.sid).remove();
    expect(await refusal(client.applications(application.sid).fetch())).toBe('20404/404');
  });
});

describe('strictness', () => {
  const authorization = () => `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;

  it('a parameter that the contract does not know is refused and reported', async () => {
    const response = await fetch(`${sandbox.url}/v1/Trunks?PageSiez=5`, {
      headers: { authorization: authorization() },
    });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 20001 }]);
    const posted = await fetch(`${sandbox.url}/v1/Trunks`, {
      method: 'POST',
      headers: { authorization: authorization() },
      body: new URLSearchParams({ FriendlyNaem: 'x' }),
    });
    expect(posted.status).toBe(400);
    const { body } = await sandbox.control('GET', '/violations');
    const details = (body['violations'] as { detail: string }[]).map(({ detail }) => detail);
    expect(details).toEqual(['unknown parameter PageSiez', 'unknown parameter FriendlyNaem']);
  });

  it('without .json the 2010 API answers XML, a JSON body is refused, a wrong method is 405', async () => {
    const headers = { authorization: authorization() };
    const path = `/2010-04-01/Accounts/${account.accountSid}/Applications`;
    const xml = await fetch(`${sandbox.url}${path}`, { headers });
    expect(xml.headers.get('content-type')).toBe('application/xml');
    expect(await xml.text()).toContain('<TwilioResponse><Applications>');
    const json = await fetch(`${sandbox.url}${path}.json`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"FriendlyName":"x"}',
    });
    expect(json.status).toBe(400);
    expect((await fetch(`${sandbox.url}/v1/Trunks`, { method: 'DELETE', headers })).status).toBe(405);
    expect((await fetch(`${sandbox.url}/v1/Trunks/constructor`, { headers })).status).toBe(404);
  });

  it('the host in the header decides, so that a trunking path on api.twilio.com is not found', async () => {
    const headers = { authorization: authorization(), 'x-twilio-host': 'api.twilio.com' };
    expect((await fetch(`${sandbox.url}/v1/Trunks`, { headers })).status).toBe(404);
  });
});

describe('lists', () => {
  it('page in both dialects with next links that the SDK can follow', async () => {
    const many = twilioClient(sandbox, await sandbox.account());
    for (let count = 0; count < 5; count += 1) {
      await many.trunking.v1.trunks.create({ friendlyName: `trunk ${count}` });
      await many.applications.create({ friendlyName: `app ${count}` });
    }
    const names = (items: { friendlyName: string }[]) => items.map(({ friendlyName }) => friendlyName);
    expect(names(await many.trunking.v1.trunks.list({ pageSize: 2 }))).toEqual(
      [4, 3, 2, 1, 0].map((n) => `trunk ${n}`),
    );
    expect(names(await many.applications.list({ pageSize: 2 }))).toEqual([4, 3, 2, 1, 0].map((n) => `app ${n}`));
    const page = await many.trunking.v1.trunks.page({ pageSize: 2 });
    expect(page.nextPageUrl).toMatch(/^https:\/\/trunking\.twilio\.com\/v1\/Trunks\?PageSize=2&Page=1&PageToken=/);
    const next = await page.nextPage();
    expect(names(next?.instances ?? [])).toEqual(['trunk 2', 'trunk 1']);
    expect(names((await next?.previousPage())?.instances ?? [])).toEqual(['trunk 4', 'trunk 3']);
  });

  it('do not shift when something is created between two pages', async () => {
    const many = twilioClient(sandbox, await sandbox.account());
    for (let count = 0; count < 4; count += 1) await many.trunking.v1.trunks.create({ friendlyName: `trunk ${count}` });
    const page = await many.trunking.v1.trunks.page({ pageSize: 2 });
    await many.trunking.v1.trunks.create({ friendlyName: 'in between' });
    const next = await page.nextPage();
    expect(next?.instances.map(({ friendlyName }) => friendlyName)).toEqual(['trunk 1', 'trunk 0']);
  });

  it('refuse a page size over 1000 and a page token of one’s own making', async () => {
    expect(await refusal(client.trunking.v1.trunks.page({ pageSize: 1001 }))).toBe('20007/400');
    expect(await refusal(client.trunking.v1.trunks.page({ pageToken: 'mine' }))).toBe('21481/400');
  });
});

it('every reply kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
