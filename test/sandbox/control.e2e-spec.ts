import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SIPTransport } from '@livekit/protocol';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { GOOD_PASSWORD, refusal, sipClient, twilioClient } from './sdk.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startTestSandbox();
  account = await sandbox.account();
  client = twilioClient(sandbox, account);
});

afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function accountDocument(): Promise<string> {
  const response = await fetch(`${sandbox.url}/_sandbox/state/accounts/${account.accountSid}?dates=0`);
  return response.text();
}

describe('the state document', () => {
  it('of an account is the same bytes again when everything that was built is torn down', async () => {
    await sandbox.control('POST', `/accounts/${account.accountSid}/numbers`, { count: 1, prefix: '+1503' });
    const [number] = await client.incomingPhoneNumbers.list();
    const before = await accountDocument();
    const list = await client.sip.credentialLists.create({ friendlyName: 'x' });
    const trunk = await client.trunking.v1.trunks.create({});
    await client.trunking.v1.trunks(trunk.sid).credentialsLists.create({ credentialListSid: list.sid });
    await client.trunking.v1.trunks(trunk.sid).phoneNumbers.create({ phoneNumberSid: String(number?.sid) });
    expect(await accountDocument()).not.toBe(before);
    await client.trunking.v1.trunks(trunk.sid).remove();
    await client.sip.credentialLists(list.sid).remove();
    expect(await accountDocument()).toBe(before);
  });

  it('of everything shows both vendors with their passwords', async () => {
    const list = await client.sip.credentialLists.create({ friendlyName: 'x' });
    await client.sip.credentialLists(list.sid).credentials.create({ username: 'agent', password: GOOD_PASSWORD });
    const trunk = await sipClient(sandbox).createSipOutboundTrunk('o', 'a.pstn.twilio.com', ['+1'], {
      transport: SIPTransport.SIP_TRANSPORT_TCP,
      authUsername: 'agent',
      authPassword: GOOD_PASSWORD,
    });
    const { body } = await sandbox.control('GET', '/state?dates=0');
    expect(body).toMatchObject({
      livekit: { outbound_trunks: { [trunk.sipTrunkId]: { auth_password: GOOD_PASSWORD } } },
    });
    expect(JSON.stringify(body['twilio'])).toContain(`"password":"${GOOD_PASSWORD}"`);
    expect(JSON.stringify(body)).not.toMatch(/"(dateCreated|created_at|seq)":/);
  });
});

describe('somebody edits the account', () => {
  it('everything the edits name really changes', async () => {
    await sandbox.control('POST', `/accounts/${account.accountSid}/numbers`, { numbers: ['+14155550140'] });
    const [number] = await client.incomingPhoneNumbers.list();
    const list = await client.sip.credentialLists.create({ friendlyName: 'ours' });
    const credential = await client.sip
      .credentialLists(list.sid)
      .credentials.create({ username: 'agent', password: GOOD_PASSWORD });
    const trunk = await client.trunking.v1.trunks.create({ friendlyName: 'ours', transferMode: 'enable-all' });
    const context = client.trunking.v1.trunks(trunk.sid);
    await context.credentialsLists.create({ credentialListSid: list.sid });
    await context.phoneNumbers.create({ phoneNumberSid: String(number?.sid) });

    const edit = async (name: string, fields: object): Promise<Record<string, unknown>> => {
      const { body, status } = await sandbox.control('POST', '/edit', {
        edit: name,
        accountSid: account.accountSid,
        ...fields,
      });
      expect([name, status]).toEqual([name, 200]);
      return body;
    };
    const trunkSid = trunk.sid;
    await edit('rename-trunk', { trunkSid, friendlyName: 'theirs' });
    await edit('set-trunk-field', { trunkSid, fields: { transferMode: 'disable-all', secure: true } });
    await edit('change-recording', { trunkSid, mode: 'record-from-ringing' });
    const added = await edit('add-origination-url', { trunkSid, fields: { sipUrl: 'sip:theirs.example.com' } });
    const originationUrlSid = String(added['originationUrlSid']);
    await edit('change-origination-url', { trunkSid, originationUrlSid, fields: { enabled: false } });
    await edit('attach-ip-acl', { trunkSid });
    await edit('detach-number', { phoneNumberSid: number?.sid });
    const changed = await context.fetch();
    expect(changed).toMatchObject({ friendlyName: 'theirs', transferMode: 'disable-all', secure: true });
    expect([changed.authType, changed.recording]).toEqual([
      'IP_ACL,CREDENTIAL_LIST',
      { mode: 'record-from-ringing', trim: 'do-not-trim' },
    ]);
    expect(await context.originationUrls.list()).toMatchObject([{ enabled: false, sipUrl: 'sip:theirs.example.com' }]);
    expect(await context.phoneNumbers.list()).toEqual([]);

    const credentialListSid = list.sid;
    const secret = { credentialListSid, credentialSid: credential.sid };
    await edit('change-credential-password', { ...secret, password: 'changed' });
    expect(await accountDocument()).toContain('"password":"changed"');
    await edit('delete-credential', secret);
    await edit('delete-origination-url', { trunkSid, originationUrlSid });
    await edit('detach-credential-list', { trunkSid, credentialListSid });
    expect(await context.credentialsLists.list()).toEqual([]);
    await edit('delete-credential-list', { credentialListSid });
    await edit('delete-trunk', { trunkSid });
    expect(await refusal(context.fetch())).toBe('20404/404');
    expect(await client.sip.credentialLists.list()).toEqual([]);
    expect(sandbox.brokenContracts).toEqual([]);
  });

  it('in LiveKit too, without any of its checks', async () => {
    const sip = sipClient(sandbox);
    const inbound = await sip.createSipInboundTrunk('in', ['+14155550100']);
    const rule = await sip.createSipDispatchRule({ type: 'direct', roomName: 'r' }, { trunkIds: [inbound.sipTrunkId] });
    const edit = (name: string, fields: object) => sandbox.control('POST', '/edit', { edit: name, ...fields });
    const trunkId = inbound.sipTrunkId;
    await edit('livekit-change-inbound-trunk', { trunkId, fields: { numbers: [], name: 'emptied' } });
    expect(await sip.listSipInboundTrunk()).toMatchObject([{ name: 'emptied', numbers: [] }]);
    await edit('livekit-change-dispatch-rule', { dispatchRuleId: rule.sipDispatchRuleId, fields: { trunk_ids: [] } });
    expect((await sip.listSipDispatchRule())[0]?.trunkIds).toEqual([]);
    await edit('livekit-delete-inbound-trunk', { trunkId });
    await edit('livekit-delete-dispatch-rule', { dispatchRuleId: rule.sipDispatchRuleId });
    expect([...(await sip.listSipInboundTrunk()), ...(await sip.listSipDispatchRule())]).toEqual([]);
    expect((await edit('livekit-delete-inbound-trunk', { trunkId })).status).toBe(404);
  });

  it('a misspelt edit or field is refused', async () => {
    expect((await sandbox.control('POST', '/edit', { edit: 'explode' })).status).toBe(400);
    const trunk = await client.trunking.v1.trunks.create({});
    const wrong = {
      edit: 'set-trunk-field',
      accountSid: account.accountSid,
      trunkSid: trunk.sid,
      fields: { secur: 1 },
    };
    expect((await sandbox.control('POST', '/edit', wrong)).status).toBe(400);
  });
});

describe('accounts of the control API', () => {
  it('can be changed while in use: token rotated, suspended, upgraded', async () => {
    const path = `/accounts/${account.accountSid}`;
    const { body } = await sandbox.control('POST', path, { rotateAuthToken: true, type: 'Trial' });
    expect(await refusal(client.trunking.v1.trunks.list())).toBe('20003/401');
    const rotated = twilioClient(sandbox, { ...account, authToken: String(body['authToken']) });
    expect((await rotated.api.v2010.accounts(account.accountSid).fetch()).type).toBe('Trial');
    await sandbox.control('POST', path, { status: 'suspended' });
    expect(await refusal(rotated.trunking.v1.trunks.list())).toBe('10001/403');
  });

  it('ask for their token when one is set', async () => {
    const guarded = await startTestSandbox({ controlToken: 'open-sesame' });
    expect((await guarded.control('GET', '/health')).status).toBe(401);
    const headers = { authorization: 'Bearer open-sesame' };
    expect((await fetch(`${guarded.url}/_sandbox/health`, { headers })).status).toBe(200);
    await guarded.close();
  });
});

describe('starting and stopping', () => {
  it('state survives a restart in a file that only its owner reads', async () => {
    const statePath = join(folder, 'deep', 'state.json');
    const first = await startTestSandbox({ statePath, demoAccount: true });
    const demo = await first.control('GET', '/demo-account');
    await sipClient(first).createSipInboundTrunk('kept', ['+14155550100']);
    const before = await (await fetch(`${first.url}/_sandbox/state`)).text();
    await first.close();
    expect(statSync(statePath).mode & 0o777).toBe(0o600);

    const second = await startTestSandbox({ statePath, demoAccount: true });
    expect(await (await fetch(`${second.url}/_sandbox/state`)).text()).toBe(before);
    expect(await second.control('GET', '/demo-account')).toEqual(demo);
    await second.close();
  });

  it('a change is on disk within moments, without waiting for the stop', async () => {
    const statePath = join(folder, 'state.json');
    const running = await startTestSandbox({ statePath });
    await sipClient(running).createSipInboundTrunk('soon on disk', ['+14155550100']);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(readFileSync(statePath, 'utf8')).toContain('soon on disk');
    await running.close();
  });

  it('the demo account comes with what a customer has: numbers in use and a trunk that is not ours', async () => {
    const demo = await startTestSandbox({ demoAccount: true });
    const { body } = await demo.control('GET', '/demo-account');
    const owner = { accountSid: String(body['accountSid']), authToken: String(body['authToken']) };
    const api = twilioClient(demo, owner);
    const numbers = await api.incomingPhoneNumbers.list();
    expect(numbers.map(({ voiceUrl, voiceApplicationSid }) => [voiceUrl !== '', voiceApplicationSid !== ''])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(await api.trunking.v1.trunks.list()).toHaveLength(1);
    expect(await api.sip.credentialLists.list()).toHaveLength(1);
    expect(demo.brokenContracts).toEqual([]);
    await demo.control('POST', '/reset');
    expect((await demo.control('GET', '/demo-account')).body).not.toEqual(body);
    await demo.close();
  });

  it('refuses to listen beyond this machine', async () => {
    await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow('SANDBOX_ALLOW_REMOTE');
  });

  it('closes at once even while a request is held', async () => {
    const held = await startTestSandbox();
    const owner = await held.account();
    const request = refusal(twilioClient(held, owner, { fault: 'timeout' }).trunking.v1.trunks.list());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await held.close();
    expect(await request).toBe('ECONNRESET/no status');
  });
});
