import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { historyOf, placeCall, ringingNumber } from './call-helpers.js';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import { twilioClient } from './sdk.js';
import type { VoiceApplication } from './voice-application.js';
import { startVoiceApplication, twiml } from './voice-application.js';

let sandbox: TestSandbox;
let account: TestAccount;
let application: VoiceApplication;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account();
  application = await startVoiceApplication(() => account.authToken);
});

afterAll(async () => {
  await application.close();
  await sandbox.close();
});

const CALLER = '+13105550123';
const GOOD = twiml('<Say>x</Say>');

/** Sets any fields of a number, as the Console would. */
async function setNumber(phoneNumber: string, fields: object): Promise<void> {
  const [owned] = await twilioClient(sandbox, account).incomingPhoneNumbers.list({ phoneNumber });
  const edit = { edit: 'set-number-field', accountSid: account.accountSid, phoneNumberSid: owned?.sid, fields };
  await sandbox.control('POST', '/edit', edit);
}

async function ring(path: string, fields: object = {}): Promise<{ status: string; alerts: number[] }> {
  const number = await ringingNumber(sandbox, account, `${application.url}${path}`);
  if (Object.keys(fields).length > 0) await setNumber(number, fields);
  const { callSid, status } = await placeCall(sandbox, { to: number, from: CALLER });
  const history = await historyOf(sandbox, callSid);
  return { status, alerts: history.filter(({ what }) => what === 'alert').map(({ code }) => Number(code)) };
}

describe('a webhook that fails', () => {
  it('is followed by the fallback URL, which is told what happened', async () => {
    application.on('/broken', { status: 500 });
    application.on('/fallback', GOOD);
    const ended = await ring('/broken?x=1#rc=0', { voiceFallbackUrl: `${application.url}/fallback` });
    expect(ended).toEqual({ status: 'completed', alerts: [11_200] });
    const [asked] = application.to('/fallback');
    expect(asked?.params).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${application.url}/broken?x=1` });
    expect(asked?.isSigned).toBe(true);
  });

  it.each([
    ['an answer that is no TwiML', 12_300, { headers: { 'Content-Type': 'text/html' }, body: '<html/>' }],
    ['broken XML', 12_100, '<Response><Say>'],
    ['an unknown verb', 12_200, twiml('<Speak>x</Speak>')],
    ['more than 64 KB', 11_750, twiml(`<Say>${'x'.repeat(65_600)}</Say>`)],
    ['an endless redirect', 11_215, { status: 302, headers: { Location: '/endless' } }],
  ] as const)('by %s ends in an apology and alert %i', async (_what, code, page) => {
    application.on('/endless', { status: 302, headers: { Location: '/endless' } });
    application.on('/wrong', page);
    expect((await ring('/wrong')).alerts).toEqual([code]);
  });

  it('lists under violations what the application itself did wrong', async () => {
    await sandbox.control('DELETE', '/violations');
    application.on('/typo', twiml('<Say voize="x">y</Say>'));
    expect(await ring('/typo')).toEqual({ status: 'completed', alerts: [12_200] });
    const { body } = await sandbox.control('GET', '/violations');
    expect(body).toMatchObject({ count: 1, violations: [{ path: '/typo', detail: expect.stringContaining('voize') }] });
  });
});

describe('trying again', () => {
  const statuses = (path: string) => application.to(path).map(({ headers }) => headers['i-twilio-idempotency-token']);

  it('happens as the fragment says, under one idempotency token, and the fragment is never sent', async () => {
    application.on('/flaky', (_asked, times) => (times < 3 ? { status: 503 } : GOOD));
    expect(await ring('/flaky#rc=3&rp=5xx')).toEqual({ status: 'completed', alerts: [] });
    expect(statuses('/flaky')).toHaveLength(3);
    expect(new Set(statuses('/flaky')).size).toBe(1);
    expect(application.to('/flaky').every(({ path }) => path === '/flaky')).toBe(true);
  });

  it('does not happen by default after a 500 or a silence', async () => {
    application.on('/once', { status: 500 });
    await ring('/once');
    expect(statuses('/once')).toHaveLength(1);
    application.on('/slow', { body: GOOD, delayMs: 400 });
    expect((await ring('/slow#rt=100')).alerts).toEqual([11_205]);
    expect(statuses('/slow')).toHaveLength(1);
  });

  it('has shorter limits when the test sets them', async () => {
    await sandbox.control('PUT', '/webhooks', { readMs: 100 });
    application.on('/late', { body: GOOD, delayMs: 400 });
    expect((await ring('/late')).alerts).toEqual([11_205]);
    await sandbox.control('PUT', '/webhooks', { readMs: 15_000 });
  });
});

describe('redirects', () => {
  it('follow with a signature of their own, and lose what was posted', async () => {
    application.on('/moved', { status: 302, headers: { Location: '/here?a=1' } });
    application.on('/here', GOOD);
    expect((await ring('/moved')).alerts).toEqual([]);
    const [asked] = application.to('/here');
    expect([asked?.method, asked?.isSigned, asked?.params]).toEqual(['GET', true, { a: '1' }]);
  });
});

it('GET puts the parameters into the query and signs the whole of it', async () => {
  application.on('/get', GOOD);
  await ring('/get?a=1', { voiceMethod: 'GET' });
  const [asked] = application.to('/get');
  expect([asked?.method, asked?.isSigned, asked?.params['From']]).toEqual(['GET', true, CALLER]);
});

it('a public origin may listen here: the signature is that of the public URL without its port', async () => {
  const behind = await startVoiceApplication(() => account.authToken, 'https://voice.example.com');
  await sandbox.control('PUT', '/hosts', { 'https://voice.example.com:8443': behind.url });
  behind.on('/voice', GOOD);
  const number = await ringingNumber(sandbox, account, 'https://me:pw@voice.example.com:8443/voice?x=1');
  await placeCall(sandbox, { to: number, from: CALLER });
  const [asked] = behind.to('/voice');
  expect([asked?.isSigned, asked?.headers.authorization]).toEqual([true, `Basic ${btoa('me:pw')}`]);
  await behind.close();
});

it('the signature follows the account’s token', async () => {
  application.on('/rotated', GOOD);
  const before = account.authToken;
  const { body } = await sandbox.control('POST', `/accounts/${account.accountSid}`, { rotateAuthToken: true });
  await ring('/rotated');
  expect(application.to('/rotated')[0]?.isSigned).toBe(false);
  account = { ...account, authToken: String(body['authToken']) };
  expect(account.authToken).not.toBe(before);
  await ring('/rotated');
  expect(application.to('/rotated')[1]?.isSigned).toBe(true);
});
