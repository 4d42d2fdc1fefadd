import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { refusal, sipClient, twilioClient } from './sdk.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

beforeEach(async () => {
  account = await sandbox.account();
  client = twilioClient(sandbox, account);
});

afterEach(async () => {
  await sandbox.control('DELETE', '/faults');
  await sandbox.control('POST', '/latency', { ms: 0 });
});

afterAll(async () => {
  await sandbox.close();
});

const fault = (rule: object) => sandbox.control('POST', '/faults', rule);
const trunkCount = async (): Promise<number> => (await client.trunking.v1.trunks.list()).length;
const createWith = (name: string, timeoutMs = 300) =>
  refusal(twilioClient(sandbox, account, { fault: name, timeoutMs }).trunking.v1.trunks.create({}));

describe('a fault named in a header strikes that request and no other', () => {
  const answers: [name: string, seen: string, tookEffect: boolean][] = [
    ['429', '20429/429', false],
    ['500', '20500/500', false],
    ['500-after', '20500/500', true],
    ['503-after', '20503/503', true],
    ['timeout-before', 'ECONNABORTED/no status', false],
    ['timeout-after', 'ECONNABORTED/no status', true],
    ['reset-before', 'ECONNRESET/no status', false],
    ['reset-after', 'ECONNRESET/no status', true],
    ['cut-after', 'ERR_BAD_RESPONSE/201', true],
    ['timeout-after; ms=20', 'ECONNRESET/no status', true],
    ['html-502', 'no code/502', false],
    ['html-502-after', 'no code/502', true],
    ['revoked-token', '20003/401', false],
    ['suspended-account', '10001/403', false],
  ];
  it.each(answers)('%s looks like %s, took effect: %s', async (name, seen, tookEffect) => {
    expect(await createWith(name)).toBe(seen);
    expect(await trunkCount()).toBe(tookEffect ? 1 : 0);
  });

  it('html-200 answers 200 with a page that is no JSON, and nothing happened', async () => {
    const headers = {
      authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`,
      'x-sandbox-fault': 'html-200',
    };
    const response = await fetch(`${sandbox.url}/v1/Trunks`, { method: 'POST', headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await trunkCount()).toBe(0);
  });
});

describe('a fault rule', () => {
  it('strikes as often as it says, after letting as many pass as it says', async () => {
    await fault({ kind: '429', vendor: 'twilio', method: 'POST', path: '^/v1/Trunks$', skip: 1, times: 2 });
    const seen = [];
    for (let count = 0; count < 4; count += 1) seen.push(await refusal(client.trunking.v1.trunks.create({})));
    expect(seen).toEqual(['accepted', '20429/429', '20429/429', 'accepted']);
  });

  it('for one account leaves the others alone, and a revoked token stays revoked until the rule is gone', async () => {
    const other = twilioClient(sandbox, await sandbox.account());
    const { body } = await fault({ kind: 'revoked-token', account: account.accountSid });
    for (let count = 0; count < 3; count += 1) {
      expect(await refusal(client.incomingPhoneNumbers.list())).toBe('20003/401');
    }
    expect(await refusal(other.incomingPhoneNumbers.list())).toBe('accepted');
    await sandbox.control('DELETE', `/faults/${String(body['id'])}`);
    expect(await refusal(client.incomingPhoneNumbers.list())).toBe('accepted');
  });

  it('can sleep before it wakes', async () => {
    await fault({ kind: 'suspended-account', account: account.accountSid, afterMs: 150 });
    expect(await refusal(client.incomingPhoneNumbers.list())).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, 180));
    expect(await refusal(client.incomingPhoneNumbers.list())).toBe('10001/403');
  });

  it('quota-full makes every create hit its own limit', async () => {
    const trunk = await client.trunking.v1.trunks.create({});
    await fault({ kind: 'quota-full', account: account.accountSid });
    expect(await refusal(client.trunking.v1.trunks.create({}))).toBe('21244/400');
    expect(await refusal(client.sip.credentialLists.create({ friendlyName: 'x' }))).toBe('21239/400');
    expect(await refusal(client.trunking.v1.trunks(trunk.sid).update({ friendlyName: 'still' }))).toBe('accepted');
  });

  it('list-lag hides what is new from lists while fetch by SID finds it', async () => {
    await fault({ kind: 'list-lag', account: account.accountSid, ms: 3_600_000 });
    const trunk = await client.trunking.v1.trunks.create({});
    const list = await client.sip.credentialLists.create({ friendlyName: 'late' });
    await client.trunking.v1.trunks(trunk.sid).credentialsLists.create({ credentialListSid: list.sid });
    expect(await trunkCount()).toBe(0);
    expect(await client.sip.credentialLists.list()).toEqual([]);
    expect(await client.trunking.v1.trunks(trunk.sid).credentialsLists.list()).toEqual([]);
    expect((await client.trunking.v1.trunks(trunk.sid).fetch()).sid).toBe(trunk.sid);
    await sandbox.control('DELETE', '/faults');
    await fault({ kind: 'list-lag', account: account.accountSid, ms: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await trunkCount()).toBe(1);
    expect(await client.trunking.v1.trunks(trunk.sid).credentialsLists.list()).toHaveLength(1);
  });

  it('speaks LiveKit to LiveKit', async () => {
    await fault({ kind: '429', vendor: 'livekit' });
    await fault({ kind: '500-after', vendor: 'livekit', path: 'CreateSIPInboundTrunk$' });
    const sip = sipClient(sandbox);
    expect(await refusal(sip.listSipInboundTrunk())).toBe('resource_exhausted/429');
    expect(await refusal(sip.createSipInboundTrunk('committed', ['+14155550111']))).toBe('internal/500');
    const trunks = await sip.listSipInboundTrunk();
    expect(trunks.map(({ name }) => name)).toEqual(['committed']);
  });

  it('with a misspelt field or kind is refused, since it would test nothing', async () => {
    expect((await fault({ kind: '418' })).status).toBe(400);
    expect((await fault({ kind: '429', acount: 'x' })).status).toBe(400);
    expect((await fault({ kind: '429', path: '(' })).status).toBe(400);
  });
});

describe('latency and the request log', () => {
  it('an account with a concurrency limit answers 429 beyond it, by itself', async () => {
    await sandbox.control('POST', `/accounts/${account.accountSid}`, { limits: { concurrentRequests: 2 } });
    await sandbox.control('POST', '/latency', { ms: 40 });
    const seen = await Promise.all([1, 2, 3].map(() => refusal(client.trunking.v1.trunks.list())));
    expect(seen.toSorted()).toEqual(['20429/429', 'accepted', 'accepted']);
  });

  it('latency delays every vendor call by what was asked', async () => {
    await sandbox.control('POST', '/latency', { ms: 60 });
    const started = performance.now();
    await trunkCount();
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('the log counts mutating calls, concurrency and what a fault hid', async () => {
    await sandbox.control('DELETE', '/requests');
    await sandbox.control('POST', '/latency', { ms: 40 });
    await Promise.all([1, 2, 3].map(() => client.trunking.v1.trunks.create({})));
    await createWith('500-after');
    await createWith('reset-before');
    await trunkCount();
    const { body } = await sandbox.control('GET', `/requests?account=${account.accountSid}&mutating=1`);
    expect(body).toMatchObject({
      count: 5,
      peakConcurrent: 3,
      byMethod: { POST: 5 },
      byOperation: { CreateTrunk: 4, none: 1 },
      byStatus: { 201: 3, 500: 1, none: 1 },
    });
    const requests = body['requests'] as { fault: string | null; reachedVendor: boolean; durationMs: number }[];
    expect(requests.map((one) => [one.fault, one.reachedVendor])).toEqual([
      [null, true],
      [null, true],
      [null, true],
      ['500-after', true],
      ['reset-before', false],
    ]);
    expect(requests[0]?.durationMs).toBeGreaterThanOrEqual(35);
  });
});

it('every reply that no fault wrote kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
