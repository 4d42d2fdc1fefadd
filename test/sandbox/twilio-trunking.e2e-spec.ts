import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { GOOD_PASSWORD, refusal, twilioClient } from './sdk.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account();
  client = twilioClient(sandbox, account);
});

afterAll(async () => {
  await sandbox.close();
});

const ORIGINATION = {
  weight: 1,
  priority: 1,
  enabled: true,
  friendlyName: 'livekit',
  sipUrl: 'sip:abc.sip.livekit.cloud;transport=tcp',
};

describe('a trunk built with the official SDK', () => {
  it('goes from nothing to taking calls and back to nothing but its lists and numbers', async () => {
    await sandbox.control('POST', `/accounts/${account.accountSid}/numbers`, { numbers: ['+14155550150'] });
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: '+14155550150' });
    const list = await client.sip.credentialLists.create({ friendlyName: 'ours' });
    await client.sip.credentialLists(list.sid).credentials.create({ username: 'agent', password: GOOD_PASSWORD });
    const trunk = await client.trunking.v1.trunks.create({
      friendlyName: 'main',
      domainName: 'acme-1.pstn.twilio.com',
      transferMode: 'enable-all',
    });
    expect(trunk.authTypeSet).toEqual([]);
    expect(trunk.dateCreated).toBeInstanceOf(Date);

    const context = client.trunking.v1.trunks(trunk.sid);
    const mapping = await context.credentialsLists.create({ credentialListSid: list.sid });
    expect(mapping.sid).toBe(list.sid);
    await context.originationUrls.create(ORIGINATION);
    await context.phoneNumbers.create({ phoneNumberSid: String(number?.sid) });
    await context.recordings().update({ mode: 'record-from-answer-dual', trim: 'trim-silence' });

    const built = await context.fetch();
    expect(built.authType).toBe('CREDENTIAL_LIST');
    expect(built.recording).toEqual({ mode: 'record-from-answer-dual', trim: 'trim-silence' });
    expect(await context.originationUrls.list()).toHaveLength(1);
    expect((await context.phoneNumbers.list())[0]?.trunkSid).toBe(trunk.sid);

    expect(await refusal(client.sip.credentialLists(list.sid).remove())).toBe('21241/400');
    expect(await context.remove()).toBe(true);
    const after = await client.incomingPhoneNumbers(String(number?.sid)).fetch();
    expect(after.trunkSid).toBeNull();
    expect((await client.sip.credentialLists(list.sid).fetch()).friendlyName).toBe('ours');
    expect(await client.sip.credentialLists(list.sid).remove()).toBe(true);
  });

  it('wants both kinds of authentication when both are mapped', async () => {
    const list = await client.sip.credentialLists.create({ friendlyName: 'both' });
    const acl = await client.sip.ipAccessControlLists.create({ friendlyName: 'both' });
    await client.sip.ipAccessControlLists(acl.sid).ipAddresses.create({ friendlyName: 'a', ipAddress: '192.0.2.1' });
    const trunk = await client.trunking.v1.trunks.create({});
    const context = client.trunking.v1.trunks(trunk.sid);
    await context.credentialsLists.create({ credentialListSid: list.sid });
    await context.ipAccessControlLists.create({ ipAccessControlListSid: acl.sid });
    const fetched = await context.fetch();
    expect(fetched.authType).toBe('IP_ACL,CREDENTIAL_LIST');
    expect(fetched.authTypeSet).toEqual(['IP_ACL', 'CREDENTIAL_LIST']);
    expect(await refusal(client.sip.ipAccessControlLists(acl.sid).remove())).toBe('21236/400');
    await context.ipAccessControlLists(acl.sid).remove();
    expect((await context.fetch()).authTypeSet).toEqual(['CREDENTIAL_LIST']);
  });

  it('takes changes to an origination URL and forgets a deleted one', async () => {
    const trunk = await client.trunking.v1.trunks.create({});
    const urls = client.trunking.v1.trunks(trunk.sid).originationUrls;
    const url = await urls.create(ORIGINATION);
    const changed = await client.trunking.v1
      .trunks(trunk.sid)
      .originationUrls(url.sid)
      .update({ enabled: false, weight: 20 });
    expect([changed.enabled, changed.weight, changed.priority]).toEqual([false, 20, 1]);
    await client.trunking.v1.trunks(trunk.sid).originationUrls(url.sid).remove();
    expect(await refusal(client.trunking.v1.trunks(trunk.sid).originationUrls(url.sid).fetch())).toBe('20404/404');
  });
});

describe('what Twilio refuses about trunks, the sandbox refuses with the same code', () => {
  const attempts: [what: string, expected: string, attempt: () => Promise<unknown>][] = [
    ['a domain elsewhere', '21245/400', () => client.trunking.v1.trunks.create({ domainName: 'acme.sip.twilio.com' })],
    [
      'a domain with an underscore',
      '21245/400',
      () => client.trunking.v1.trunks.create({ domainName: 'a_b.pstn.twilio.com' }),
    ],
    [
      'a subdomain without its parent',
      '21247/400',
      () => client.trunking.v1.trunks.create({ domainName: 'eu.nobody.pstn.twilio.com' }),
    ],
    ['a name of 65 characters', '21245/400', () => client.trunking.v1.trunks.create({ friendlyName: 'x'.repeat(65) })],
    [
      'an unknown transfer mode',
      '20001/400',
      () => client.trunking.v1.trunks.create({ transferMode: 'enable' as 'enable-all' }),
    ],
    [
      'a trunk that is not there',
      '20404/404',
      () => client.trunking.v1.trunks('TK00000000000000000000000000000000').fetch(),
    ],
  ];
  it.each(attempts)('%s: %s', async (_what, expected, attempt) => {
    expect(await refusal(attempt())).toBe(expected);
  });

  it('the same domain twice: 21245 in the own account, 21248 in another', async () => {
    const domainName = 'taken-once.pstn.twilio.com';
    await client.trunking.v1.trunks.create({ domainName });
    expect(await refusal(client.trunking.v1.trunks.create({ domainName }))).toBe('21245/400');
    const other = twilioClient(sandbox, await sandbox.account());
    expect(await refusal(other.trunking.v1.trunks.create({ domainName }))).toBe('21248/400');
  });

  it('a domain under one’s own is possible, and then the one above can neither be renamed nor deleted', async () => {
    const parent = await client.trunking.v1.trunks.create({ domainName: 'above.pstn.twilio.com' });
    const child = await client.trunking.v1.trunks.create({ domainName: 'eu.above.pstn.twilio.com' });
    const above = client.trunking.v1.trunks(parent.sid);
    expect(await refusal(above.update({ domainName: 'other.pstn.twilio.com' }))).toBe('21247/400');
    expect(await refusal(above.remove())).toBe('21247/400');
    await client.trunking.v1.trunks(child.sid).remove();
    expect(await refusal(above.remove())).toBe('accepted');
  });

  it('a trunk beyond the limit, which is one on a trial account', async () => {
    const trial = twilioClient(sandbox, await sandbox.account({ type: 'Trial' }));
    await trial.trunking.v1.trunks.create({});
    expect(await refusal(trial.trunking.v1.trunks.create({}))).toBe('21244/400');
  });

  it('origination URLs: sips, weight 0, an eleventh, a missing parameter', async () => {
    const trunk = await client.trunking.v1.trunks.create({});
    const urls = client.trunking.v1.trunks(trunk.sid).originationUrls;
    expect(await refusal(urls.create({ ...ORIGINATION, sipUrl: 'sips:example.com' }))).toBe('21245/400');
    expect(await refusal(urls.create({ ...ORIGINATION, weight: 0 }))).toBe('21245/400');
    for (let count = 0; count < 10; count += 1) await urls.create(ORIGINATION);
    expect(await refusal(urls.create(ORIGINATION))).toBe('21249/400');
    const incomplete = await fetch(`${sandbox.url}/v1/Trunks/${trunk.sid}/OriginationUrls`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}` },
      body: new URLSearchParams({ SipUrl: 'sip:example.com' }),
    });
    expect(incomplete.status).toBe(400);
    expect(await incomplete.json()).toMatchObject({ code: 20001, status: 400 });
  });

  it('the same list mapped twice, and a list of another account', async () => {
    const list = await client.sip.credentialLists.create({ friendlyName: 'mapped once' });
    const trunk = await client.trunking.v1.trunks.create({});
    const lists = client.trunking.v1.trunks(trunk.sid).credentialsLists;
    await lists.create({ credentialListSid: list.sid });
    expect(await refusal(lists.create({ credentialListSid: list.sid }))).toBe('21245/400');
    const other = twilioClient(sandbox, await sandbox.account());
    const foreign = await other.sip.credentialLists.create({ friendlyName: 'foreign' });
    expect(await refusal(lists.create({ credentialListSid: foreign.sid }))).toBe('20404/404');
  });
});

describe('credential lists', () => {
  it('never show a password, and the control API shows what was stored', async () => {
    const list = await client.sip.credentialLists.create({ friendlyName: 'secrets' });
    const credentials = client.sip.credentialLists(list.sid).credentials;
    const created = await credentials.create({ username: 'agent', password: GOOD_PASSWORD });
    expect(JSON.stringify([created, await credentials.list()])).not.toContain(GOOD_PASSWORD);
    await client.sip
      .credentialLists(list.sid)
      .credentials(created.sid)
      .update({ password: `${GOOD_PASSWORD}-2` });
    const { body } = await sandbox.control('GET', `/state/accounts/${account.accountSid}?dates=0`);
    expect(body).toMatchObject({
      credentialLists: { [list.sid]: { credentials: { [created.sid]: { password: `${GOOD_PASSWORD}-2` } } } },
    });
  });

  it('refuse what Twilio refuses', async () => {
    const list = await client.sip.credentialLists.create({ friendlyName: 'picky' });
    expect(await refusal(client.sip.credentialLists.create({ friendlyName: 'picky' }))).toBe('21240/400');
    const { credentials } = client.sip.credentialLists(list.sid);
    const add = (username: string, password: string) => refusal(credentials.create({ username, password }));
    expect(await add('x'.repeat(33), GOOD_PASSWORD)).toBe('21243/400');
    for (const weak of ['Short-1', 'no-upper-case-1', 'NO-LOWER-CASE-1', 'No-digit-at-all']) {
      expect(await add('weak', weak)).toBe('21243/400');
    }
    expect(await add('agent', GOOD_PASSWORD)).toBe('accepted');
    expect(await add('agent', GOOD_PASSWORD)).toBe('21243/400');
  });

  it('have limits, which an account can be given lower', async () => {
    const small = twilioClient(sandbox, await sandbox.account({ limits: { credentialLists: 1, credentials: 1 } }));
    const list = await small.sip.credentialLists.create({ friendlyName: 'only' });
    expect(await refusal(small.sip.credentialLists.create({ friendlyName: 'second' }))).toBe('21239/400');
    const { credentials } = small.sip.credentialLists(list.sid);
    await credentials.create({ username: 'one', password: GOOD_PASSWORD });
    expect(await refusal(credentials.create({ username: 'two', password: GOOD_PASSWORD }))).toBe('21242/400');
  });
});

describe('IP access control lists', () => {
  it('take IPv4 with a prefix of 1 to 32', async () => {
    const acl = await client.sip.ipAccessControlLists.create({ friendlyName: 'office' });
    const addresses = client.sip.ipAccessControlLists(acl.sid).ipAddresses;
    const add = (ipAddress: string, cidrPrefixLength: number) =>
      refusal(addresses.create({ friendlyName: 'x', ipAddress, cidrPrefixLength }));
    expect(await add('198.51.100.0', 24)).toBe('accepted');
    expect(await add('2001:db8::1', 32)).toBe('21238/400');
    expect(await add('198.51.100.0', 33)).toBe('21238/400');
    const [address] = await addresses.list();
    expect(address?.cidrPrefixLength).toBe(24);
    await client.sip.ipAccessControlLists(acl.sid).update({ friendlyName: 'home' });
    expect(await client.sip.ipAccessControlLists(acl.sid).remove()).toBe(true);
  });
});

it('every reply kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
