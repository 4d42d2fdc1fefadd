import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
});

beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  account = await sandbox.account();
  application = await startVoiceApplication(() => account.authToken);
});

afterEach(async () => {
  await application.close();
});

afterAll(async () => {
  await sandbox.close();
});

const CALLER = '+13105550123';
const callee = (address: string, behaviour: object) => sandbox.control('PUT', '/callees', { address, ...behaviour });

/** Rings a number whose application says this. */
async function ring(inside: string, more: object = {}) {
  application.on('/voice', twiml(inside));
  const number = await ringingNumber(sandbox, account, `${application.url}/voice`);
  return { number, ...(await placeCall(sandbox, { to: number, from: CALLER, ...more })) };
}

const alertsOf = async (callSid: string): Promise<unknown[]> =>
  (await historyOf(sandbox, callSid)).filter(({ what }) => what === 'alert').map(({ code }) => code);

describe('<Gather>', () => {
  it('sends what the caller presses, up to the finishing key, and goes on when nothing is pressed', async () => {
    application.on('/keys', twiml('<Redirect>/voice</Redirect>'));
    const script = { digits: ['12#99', ''] };
    const inside = '<Gather action="/keys" timeout="3"><Say>Press</Say></Gather><Hangup/>';
    const { status } = await ring(inside, { script });
    expect(application.to('/keys').map(({ params }) => [params['Digits'], params['FinishedOnKey']])).toEqual([
      ['12', '#'],
    ]);
    expect(application.to('/voice').length).toBe(2);
    expect(status).toBe('completed');
  });
});

it('<Record> sends the recording to its action and to its callback', async () => {
  application.on('/recorded', twiml('<Hangup/>'));
  const inside = '<Record action="/recorded" maxLength="3" recordingStatusCallback="/told"/>';
  const { callSid } = await ring(inside, { script: { recordSeconds: 30 } });
  expect(application.to('/recorded')[0]?.params).toMatchObject({ CallSid: callSid, RecordingDuration: '3' });
  expect(application.to('/told')[0]?.params).toMatchObject({
    RecordingSource: 'RecordVerb',
    RecordingStatus: 'completed',
  });
});

describe('<Dial>', () => {
  it('sequential tries one after the other, each for the whole timeout', async () => {
    await callee('client:a', { outcome: 'silent' });
    await callee('client:b', { outcome: 'busy', afterSeconds: 3 });
    await callee('client:c', { afterSeconds: 1, talkSeconds: 5 });
    application.on('/ended', twiml(''));
    const nouns = '<Client>a</Client><Client>b</Client><Client>c</Client><Client>d</Client>';
    const { callSid, duration } = await ring(`<Dial sequential="true" timeout="7" action="/ended">${nouns}</Dial>`);
    expect(duration).toBe(7 + 3 + 1 + 5);
    const legs = await twilioClient(sandbox, account).calls.list({ parentCallSid: callSid });
    expect(legs.map(({ to, status }) => `${to} ${status}`).toReversed()).toEqual([
      'client:a no-answer',
      'client:b busy',
      'client:c completed',
    ]);
    expect(application.to('/ended')[0]?.params['DialCallStatus']).toBe('completed');
  });

  it('without an action goes on with the next verb', async () => {
    await callee('client:a', { outcome: 'busy', afterSeconds: 1 });
    await callee('client:b', { afterSeconds: 1, talkSeconds: 9 });
    expect((await ring('<Dial><Client>a</Client></Dial><Dial><Client>b</Client></Dial>')).duration).toBe(1 + 1 + 9);
  });

  it('gives up on who would answer after the timeout', async () => {
    await callee('client:a', { afterSeconds: 20 });
    application.on('/ended', twiml(''));
    await ring('<Dial timeout="12" action="/ended"><Client>a</Client></Dial>');
    expect(application.to('/ended')[0]?.params['DialCallStatus']).toBe('no-answer');
  });

  it('ends at its time limit', async () => {
    await callee('client:a', { afterSeconds: 1, talkSeconds: null });
    expect((await ring('<Dial timeLimit="60"><Client>a</Client></Dial>')).duration).toBe(61);
  });

  it.each([
    ['+13105550999', 'failed'],
    [CALLER, 'completed'],
    ['own', 'completed'],
  ])('shows a telephone only a number that it may show: %s', async (callerId, status) => {
    application.on('/ended', twiml(''));
    const number = await ringingNumber(sandbox, account, `${application.url}/voice`);
    const shown = callerId === 'own' ? number : callerId;
    application.on('/voice', twiml(`<Dial callerId="${shown}" action="/ended">+13105550500</Dial>`));
    const { callSid } = await placeCall(sandbox, { to: number, from: CALLER });
    const [ended] = application.to('/ended');
    expect(ended?.params['DialCallStatus']).toBe(status);
    const { body } = await sandbox.control('GET', `/calls/${callSid}`);
    expect(JSON.stringify(body).includes('"code":13214')).toBe(status === 'failed');
  });

  it('from a browser needs a number of the account', async () => {
    const app = await twilioClient(sandbox, account).applications.create({ voiceUrl: `${application.url}/voice` });
    application.on('/voice', twiml('<Dial action="/ended">+13105550500</Dial>'));
    const wish = {
      origin: 'client',
      applicationSid: app.sid,
      from: 'alice',
      to: '+13105550500',
      parameters: { Room: '7' },
    };
    const { callSid } = await placeCall(sandbox, wish);
    expect(application.to('/voice')[0]?.params).toMatchObject({ From: 'client:alice', CallSid: callSid, Room: '7' });
    expect(application.to('/ended')[0]?.params['DialCallStatus']).toBe('failed');
  });

  it('takes ten and no more', async () => {
    application.on('/ended', twiml(''));
    const { callSid } = await ring(`<Dial action="/ended">${'<Client>a</Client>'.repeat(11)}</Dial>`);
    expect(application.to('/ended')[0]?.params['DialCallStatus']).toBe('failed');
    expect(await alertsOf(callSid)).toEqual([12_200]);
    expect((await sandbox.control('GET', '/violations')).body['count']).toBe(1);
  });

  it('whispers to who answers, and connects only who accepts', async () => {
    application.on('/whisper', twiml('<Gather action="/accept" timeout="2"><Say>Press 1</Say></Gather><Hangup/>'));
    application.on('/accept', twiml('<Say>Connecting</Say>'));
    application.on('/ended', twiml(''));
    await callee('+13105550501', { afterSeconds: 1 });
    await callee('+13105550502', { afterSeconds: 20, digits: ['1'], talkSeconds: 5 });
    const nouns = ['+13105550501', '+13105550502'].map((to) => `<Number url="/whisper">${to}</Number>`).join('');
    const { callSid } = await ring(`<Dial answerOnBridge="true" action="/ended">${nouns}</Dial>`);
    const legs = await twilioClient(sandbox, account).calls.list({ parentCallSid: callSid });
    const accepted = legs.find(({ to }) => to === '+13105550502');
    expect(application.to('/ended')[0]?.params['DialCallSid']).toBe(accepted?.sid);
    expect(application.to('/whisper').map(({ params }) => params['ParentCallSid'])).toEqual([callSid, callSid]);
  });

  it('ends when the caller loses patience; the action is asked, and its answer not used', async () => {
    await callee('client:a', { outcome: 'silent' });
    application.on('/ended', twiml('<Dial><Client>b</Client></Dial>'));
    const inside = '<Dial answerOnBridge="true" action="/ended"><Client>a</Client></Dial>';
    const { callSid, status } = await ring(inside, { script: { hangsUpAfterSeconds: 8 } });
    expect(status).toBe('no-answer');
    expect(application.to('/ended').map(({ params }) => params['DialCallStatus'])).toEqual(['no-answer']);
    const legs = await twilioClient(sandbox, account).calls.list({ parentCallSid: callSid });
    expect(legs.map((leg) => [leg.to, leg.status])).toEqual([['client:a', 'no-answer']]);
  });
});

describe('a REFER from a SIP telephone', () => {
  const PHONE = 'sip:desk@phones.example.com';

  it('asks the referUrl where the caller goes, and lets the telephone out', async () => {
    await callee(PHONE, { talkSeconds: 60, refer: { to: '<sip:+13105550777@x>', afterSeconds: 4 } });
    application.on('/refer', twiml('<Dial action="/moved"><Client>eve</Client></Dial>'));
    application.on('/moved', twiml(''));
    const { callSid } = await ring(`<Dial referUrl="/refer" action="/ended"><Sip>${PHONE}</Sip></Dial>`);
    const [asked] = application.to('/refer');
    expect(asked?.params).toMatchObject({ CallSid: callSid, ReferTransferTarget: '<sip:+13105550777@x>' });
    expect(application.to('/moved')[0]?.params['DialCallStatus']).toBe('completed');
    expect(application.to('/ended')).toEqual([]);
    const legs = await twilioClient(sandbox, account).calls.list({ parentCallSid: callSid });
    expect(legs.find(({ to }) => to === PHONE)?.duration).toBe('4');
  });

  it('is not taken up without one, nor for a second <Dial>', async () => {
    await callee(PHONE, { talkSeconds: 9, refer: { to: 'tel:+13105550777', afterSeconds: 4 } });
    const without = await ring(`<Dial><Sip>${PHONE}</Sip></Dial>`);
    expect(await alertsOf(without.callSid)).toEqual([13_802]);
    await callee('client:busy', { outcome: 'busy' });
    const second = await ring(`<Dial><Client>busy</Client></Dial><Dial referUrl="/refer"><Sip>${PHONE}</Sip></Dial>`);
    expect(await alertsOf(second.callSid)).toEqual([13_802]);
    expect(application.to('/refer')).toEqual([]);
  });
});

it('a SIP caller’s headers arrive as parameters, and <Refer> hands him over', async () => {
  application.on('/referred', twiml(''));
  const { callSid } = await ring('<Refer action="/referred"><Sip>sip:bob@pbx.example.com</Sip></Refer>', {
    origin: 'sip',
    from: 'sip:alice@pbx.example.com',
    uui: '48656c6c6f;encoding=hex',
    sipHeaders: { 'X-Account': '7' },
  });
  expect(application.to('/voice')[0]?.params).toMatchObject({
    From: 'sip:alice@pbx.example.com',
    'SipHeader_User-to-User': '48656c6c6f;encoding=hex',
    'SipHeader_X-Account': '7',
    SipDomain: 'pbx.example.com',
  });
  expect(application.to('/referred')[0]?.params).toMatchObject({ CallSid: callSid, ReferCallStatus: 'completed' });
});

describe('callbacks in disorder', () => {
  const EVENTS = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"';
  const told = () => application.to('/leg').map(({ params }) => params['SequenceNumber']);

  it('come doubled, shuffled and not at all, and the same way each time for one seed', async () => {
    const inside = `<Dial><Client ${EVENTS}>a</Client></Dial>`;
    const runs: (string | undefined)[][] = [];
    for (const seed of [7, 7, 8]) {
      await ring(inside, { disorder: { seed, double: 0.5, lose: 0.3, shuffle: true } });
      runs.push(told().slice(runs.flat().length));
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[2]).not.toEqual(runs[0]);
  });

  it('a doubled one carries one idempotency token', async () => {
    await sandbox.control('PUT', `/accounts/${account.accountSid}/callbacks`, { double: 1 });
    await ring(`<Dial><Client ${EVENTS}>a</Client></Dial>`);
    expect(told()).toEqual(['0', '0', '1', '1', '2', '2', '3', '3']);
    const tokens = application.to('/leg').map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(4);
  });
});

it('places many calls at once', async () => {
  const number = await ringingNumber(sandbox, account, `${application.url}/voice`);
  application.on('/voice', twiml('<Say>x</Say>'));
  const wish = { to: number, from: CALLER, count: 200, wait: true };
  const { body } = await sandbox.control('POST', '/calls', wish);
  const calls = body['calls'] as { callSid: string; status: string }[];
  expect(new Set(calls.map(({ callSid }) => callSid)).size).toBe(200);
  expect(calls.every(({ status }) => status === 'completed')).toBe(true);
  expect(application.to('/voice').length).toBe(200);
});
