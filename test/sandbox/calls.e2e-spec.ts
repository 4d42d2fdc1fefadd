import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { placeCall, ringingNumber } from './call-helpers.js';
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

describe('a call to a number with a voice URL', () => {
  it('asks the application, signed as Twilio signs, and does as it says', async () => {
    const number = await ringingNumber(sandbox, account, `${application.url}/voice?a=b%20c`);
    application.on('/voice', twiml('<Say>Hello &amp; welcome</Say><Hangup/>'));
    const call = await placeCall(sandbox, { to: number, from: CALLER, callerName: 'ALICE' });

    const [asked] = application.to('/voice');
    expect(asked?.isSigned).toBe(true);
    expect(asked?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=UTF-8');
    expect(asked?.params).toMatchObject({
      CallSid: call.callSid,
      AccountSid: account.accountSid,
      From: CALLER,
      To: number,
      CallStatus: 'ringing',
      Direction: 'inbound',
      CallerName: 'ALICE',
      ToCity: 'SAN FRANCISCO',
    });
    expect([call.status, call.duration]).toEqual(['completed', 2]);
  });

  it('shows it in the list of calls, as Twilio does', async () => {
    const number = await ringingNumber(sandbox, account, `${application.url}/short`);
    application.on('/short', twiml('<Pause length="3"/><Say>x</Say>'));
    const { callSid } = await placeCall(sandbox, { to: number, from: CALLER });
    const client = twilioClient(sandbox, account);
    const [listed] = await client.calls.list({ to: number });
    expect(listed).toMatchObject({
      sid: callSid,
      from: CALLER,
      status: 'completed',
      direction: 'inbound',
      duration: '2',
    });
    expect((await client.calls(callSid).fetch()).phoneNumberSid).toMatch(/^PN/);
    expect(await client.calls.list({ to: number, status: 'busy' })).toEqual([]);
    expect(await client.calls.list({ to: number, startTimeAfter: new Date(Date.now() + 86_400_000) })).toEqual([]);
    const other = twilioClient(sandbox, await sandbox.account());
    expect(await other.calls.list()).toEqual([]);
  });

  it('refuses and hangs up as told, without taking the call', async () => {
    const number = await ringingNumber(sandbox, account, `${application.url}/reject`);
    application.on('/reject', twiml('<Reject reason="busy"/>'));
    expect(await placeCall(sandbox, { to: number, from: CALLER })).toMatchObject({ status: 'busy', duration: 0 });
  });
});

describe('<Dial>', () => {
  it('reports each leg, connects the first that answers and asks the action what comes next', async () => {
    const number = await ringingNumber(sandbox, account, `${application.url}/dial`);
    const events = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"';
    application.on(
      '/dial',
      twiml(`<Dial action="/ended?x=1" answerOnBridge="true"><Number ${events}>+13105550900</Number>
        <Client ${events}><Identity>alice</Identity></Client></Dial>`),
    );
    application.on('/ended', twiml('<Hangup/>'));
    await sandbox.control('PUT', '/callees', { address: '+13105550900', outcome: 'answer', afterSeconds: 9 });
    await sandbox.control('PUT', '/callees', { address: 'client:alice', afterSeconds: 4, talkSeconds: 61 });
    const call = await placeCall(sandbox, { to: number, from: CALLER });

    expect([call.status, call.duration]).toEqual(['completed', 61]);
    const [ended] = application.to('/ended');
    const legs = await twilioClient(sandbox, account).calls.list({ parentCallSid: call.callSid });
    const byTo = new Map(legs.map((leg) => [leg.to, leg]));
    expect(byTo.get('+13105550900')?.status).toBe('no-answer');
    expect(byTo.get('client:alice')).toMatchObject({ status: 'completed', duration: '61', direction: 'outbound-dial' });
    expect(ended?.isSigned).toBe(true);
    expect(ended?.params).toMatchObject({
      x: '1',
      CallSid: call.callSid,
      CallStatus: 'in-progress',
      DialCallStatus: 'completed',
      DialCallSid: byTo.get('client:alice')?.sid,
      DialCallDuration: '61',
      DialBridged: 'true',
    });

    const told = application.to('/leg').filter(({ params }) => params['To'] === 'client:alice');
    expect(told.map(({ params }) => [params['CallStatus'], params['SequenceNumber']])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    expect(told.at(-1)?.params).toMatchObject({
      ParentCallSid: call.callSid,
      Duration: '2',
      CallDuration: '61',
      CallbackSource: 'call-progress-events',
    });
    expect(told.every(({ isSigned }) => isSigned)).toBe(true);
  });

  it.each([
    ['busy', 'busy'],
    ['fail', 'failed'],
    ['silent', 'no-answer'],
    ['reject', 'busy'],
  ])('of somebody who is told to be %s ends as %s', async (outcome, status) => {
    const number = await ringingNumber(sandbox, account, `${application.url}/try-${outcome}`);
    application.on(
      `/try-${outcome}`,
      twiml(`<Dial timeout="12" action="/${outcome}-ended"><Client>bob</Client></Dial>`),
    );
    await sandbox.control('PUT', '/callees', { address: 'client:bob', outcome, afterSeconds: 1 });
    const call = await placeCall(sandbox, { to: number, from: CALLER });
    expect(application.to(`/${outcome}-ended`)[0]?.params).toMatchObject({
      DialCallStatus: status,
      DialBridged: 'false',
      CallStatus: 'in-progress',
    });
    // Only a silent party is waited for as long as the timeout says.
    expect(call.duration).toBe({ silent: 12, fail: 1 }[outcome] ?? 1);
  });
});

it('the number’s status callback comes once, at the end', async () => {
  const number = await ringingNumber(sandbox, account, `${application.url}/plain`, `${application.url}/number-status`);
  application.on('/plain', twiml('<Say>x</Say>'));
  const { callSid } = await placeCall(sandbox, { to: number, from: CALLER });
  expect(application.to('/number-status').map(({ params }) => params)).toEqual([
    expect.objectContaining({ CallSid: callSid, CallStatus: 'completed', CallDuration: '2', SequenceNumber: '0' }),
  ]);
});

it('every reply kept the contract of Twilio, and nothing broke TwiML', async () => {
  expect(sandbox.brokenContracts).toEqual([]);
  expect((await sandbox.control('GET', '/violations')).body['violations']).toEqual([]);
});
