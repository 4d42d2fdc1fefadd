import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { TrunkAction, TwilioAccount, TwilioLookup } from '@app/twilio-trunk';
import { generateSipPassword, TwilioTrunkGateway } from '@app/twilio-trunk';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { holdToContract, refuseBreaches } from '../sandbox/hold-to-contract.js';
import { SandboxControl } from './sandbox-control.js';

const base = { key: 'k', system: 'twilio', effect: 'change', dependsOn: [], summary: '' } as const;
const settings = { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null } as const;
const nothing = { trunkSid: null, credentialListSid: null };

let sandbox: Sandbox;
let control: SandboxControl;
let gateway: TwilioTrunkGateway;
/** For what is never answered in time, and for nothing else: on a busy machine any answer may take longer than this. */
let impatient: TwilioTrunkGateway;
let account: TwilioAccount;
let lookup: TwilioLookup;
let createTrunk: TrunkAction;
let breaches: () => readonly string[];
let serial = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, demoAccount: false });
  breaches = holdToContract(sandbox);
  control = new SandboxControl(sandbox);
  gateway = new TwilioTrunkGateway({ baseUrl: sandbox.url });
  impatient = new TwilioTrunkGateway({ baseUrl: sandbox.url, timeoutMs: 300 });
});
afterAll(async () => {
  gateway.close();
  impatient.close();
  await sandbox.close();
  refuseBreaches(breaches);
});
beforeEach(async () => {
  account = await control.newAccount();
  serial += 1;
  const friendlyName = `fault-${serial}`;
  const domainName = `${friendlyName}.pstn.twilio.com`;
  lookup = {
    trunkSid: null,
    credentialListSid: null,
    originationUrlSids: [],
    credentialSids: [],
    friendlyName,
    domainName,
    credentialListName: friendlyName,
    numberSids: [],
  };
  createTrunk = { ...base, type: 'create-trunk', friendlyName, domainName, settings };
});
afterEach(async () => await control.clearFaults());

/** Trunk, list, credential and origination URL, as a finished run leaves them. */
async function build(): Promise<TwilioLookup> {
  const { sid: trunkSid } = await gateway.perform(account, createTrunk, nothing, null);
  const list = { ...base, type: 'create-credential-list', friendlyName: lookup.credentialListName } as const;
  const { sid: credentialListSid } = await gateway.perform(account, list, nothing, null);
  const sids = { trunkSid, credentialListSid };
  const credential = await gateway.perform(
    account,
    { ...base, type: 'create-credential', username: 'agent' },
    sids,
    generateSipPassword(),
  );
  await gateway.perform(account, { ...base, type: 'attach-credential-list' }, sids, null);
  const target = { friendlyName: 'livekit', sipUrl: 'sip:p.sip.livekit.cloud;transport=tcp', priority: 1, weight: 1 };
  const url = await gateway.perform(account, { ...base, type: 'create-origination-url', url: target }, sids, null);
  return { ...lookup, ...sids, credentialSids: [credential.sid ?? ''], originationUrlSids: [url.sid ?? ''] };
}

describe('a look at a provisioned tenant', () => {
  it('is one level of eight calls', async () => {
    const recorded = await build();
    await control.send('POST', '/latency', { twilio: 150 });
    try {
      const requests = await control.counted(() => gateway.observe(account, recorded));
      // All eight under way at once: none waited for another's answer. No clock is needed to know that.
      expect(requests).toMatchObject({ count: 8, peakConcurrent: 8 });
    } finally {
      await control.send('POST', '/latency', { twilio: 0 });
    }
  });

  it('sees recorded objects that the lists do not show yet, and no unrecorded ones', async () => {
    const recorded = await build();
    const now = await gateway.observe(account, recorded);
    await control.fault({ kind: 'list-lag', vendor: 'twilio', ms: 60_000 });
    expect(await gateway.observe(account, recorded)).toEqual(now);
    expect(await gateway.observe(account, lookup)).toEqual({ trunks: [], credentialLists: [], numbers: [] });
  });

  it.each(['revoked-token', '500', 'reset', 'timeout', 'html-200', 'html-502'])(
    'fails when any part of it fails by %s: absence is never guessed',
    async (kind) => {
      const recorded = await build();
      for (const path of [
        '/v1/Trunks$',
        '/Trunks/TK\\w+$',
        '/OriginationUrls',
        '/CredentialLists\\.json$',
        '/Credentials\\.json$',
      ]) {
        await control.fault({ kind, vendor: 'twilio', method: 'GET', path, times: 2 });
        const asked = kind === 'timeout' ? impatient : gateway;
        await expect(asked.observe(account, recorded)).rejects.toMatchObject({
          code: kind === 'revoked-token' ? 'twilio.credentials_rejected' : 'twilio.unavailable',
        });
        await control.clearFaults();
      }
    },
  );

  it('survives one failed read and a storm of 429', async () => {
    const recorded = await build();
    await control.fault({ kind: '503', vendor: 'twilio', method: 'GET' });
    await control.fault({ kind: 'reset', vendor: 'twilio', path: '/v1/Trunks$' });
    await expect(gateway.observe(account, recorded)).resolves.toMatchObject({ trunks: [{}], credentialLists: [{}] });
  });
});

describe('a create', () => {
  it.each(['500-after', '503-after', 'timeout-after', 'reset-after', 'cut-after', 'html-200-after', 'html-502-after'])(
    'whose answer is lost by %s is sent once, reported as unknown, and found by the next look',
    async (kind) => {
      await control.fault({ kind, vendor: 'twilio', method: 'POST' });
      const asked = kind === 'timeout-after' ? impatient : gateway;
      const requests = await control.counted(async () => {
        await expect(asked.perform(account, createTrunk, nothing, null)).rejects.toMatchObject({
          code: 'twilio.unavailable',
          outcome: 'unknown',
        });
      });
      expect(requests.count).toBe(1);
      expect((await gateway.observe(account, lookup)).trunks).toHaveLength(1);
    },
  );

  it('is repeated after 429, because Twilio did nothing', async () => {
    await control.fault({ kind: '429', vendor: 'twilio', method: 'POST' });
    await gateway.perform(account, createTrunk, nothing, null);
    expect((await gateway.observe(account, lookup)).trunks).toHaveLength(1);
  });

  it.each([
    ['trunks', 'twilio.trunk_limit'],
    ['credentialLists', 'twilio.credential_list_limit'],
  ])('beyond the limit of %s is %s', async (limit, code) => {
    account = await control.newAccount({ limits: { [limit]: 0 } });
    const list = { ...base, type: 'create-credential-list', friendlyName: 'x' } as const;
    const action = limit === 'trunks' ? createTrunk : list;
    await expect(gateway.perform(account, action, nothing, null)).rejects.toMatchObject({ code, outcome: 'refused' });
  });
});

describe('inspectAccount', () => {
  it('names kind and status of an account by its auth token', async () => {
    account = await control.newAccount({ type: 'Trial', friendlyName: 'Acme' });
    expect(await gateway.inspectAccount(account)).toEqual({
      accountSid: account.accountSid,
      friendlyName: 'Acme',
      status: 'active',
      type: 'Trial',
      trunkCount: 0,
    });
  });

  it('is satisfied with a Standard API key, which may not read the account', async () => {
    const { accountSid } = account;
    const key = await control.send<{ keySid: string; secret: string }>('POST', `/accounts/${accountSid}/keys`, {});
    const byKey = { accountSid, username: key.keySid, password: new Secret(key.secret) };
    expect(await gateway.inspectAccount(byKey)).toMatchObject({
      accountSid,
      status: 'active',
      type: 'unknown',
      friendlyName: null,
    });
    const other = await control.newAccount();
    await expect(gateway.inspectAccount({ ...byKey, accountSid: other.accountSid })).rejects.toMatchObject({
      outcome: 'refused',
    });
  });

  it.each(['suspended', 'closed'])('refuses an account that is %s', async (status) => {
    account = await control.newAccount({ status });
    await expect(gateway.inspectAccount(account)).rejects.toMatchObject({
      code: status === 'closed' ? 'twilio.credentials_rejected' : 'twilio.account_suspended',
      outcome: 'refused',
    });
  });

  it('refuses a parent’s credentials for a subaccount, whose trunks they do not reach', async () => {
    const child = await control.newAccount({ parentSid: account.accountSid });
    await expect(gateway.inspectAccount({ ...account, accountSid: child.accountSid })).rejects.toMatchObject({
      code: 'twilio.permission_denied',
      outcome: 'refused',
    });
    await expect(gateway.inspectAccount(child)).resolves.toMatchObject({ accountSid: child.accountSid });
  });

  it('calls it a missing permission when one host accepts and the other refuses', async () => {
    await control.fault({ kind: 'revoked-token', vendor: 'twilio', path: '^/v1/' });
    await expect(gateway.inspectAccount(account)).rejects.toMatchObject({ code: 'twilio.permission_denied' });
  });
});
