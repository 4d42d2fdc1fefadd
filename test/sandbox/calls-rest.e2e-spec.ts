import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { placeCall, ringingNumber } from './call-helpers.js';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { refusal, twilioClient } from './sdk.js';
import type { VoiceApplication } from './voice-application.js';
import { startVoiceApplication, twiml } from './voice-application.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;
let application: VoiceApplication;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  application = await startVoiceApplication(() => account.authToken);
});

beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  account = await sandbox.account();
  client = twilioClient(sandbox, account);
});

afterAll(async () => {
  await application.close();
  await sandbox.close();
});

const CALLER = '+13105550123';

describe('a call that is created', () => {
  it('rings, is answered, executes its TwiML and reports each step', async () => {
    const from = await ringingNumber(sandbox, account, '');
    const created = await client.calls.create({
      to: '+13105550700',
      from,
      twiml: '<Response><Say>Hi</Say></Response>',
      statusCallback: `${application.url}/progress`,
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      record: true,
    });
    expect(created).toMatchObject({ status: 'queued', direction: 'outbound-api' });
    await sandbox.control('GET', `/calls/${created.sid}?wait=1`);
    expect(application.to('/progress').map(({ params }) => params['CallStatus'])).toEqual([
      'initiated',
      'ringing',
      'in-progress',
      'completed',
    ]);
    expect(await client.calls(created.sid).fetch()).toMatchObject({ status: 'completed', duration: '2' });
    expect(await client.calls(created.sid).recordings.list()).toMatchObject([{ source: 'OutboundAPI', duration: '2' }]);
  });

  it.each([
    ['a number that is not ours', '21210/400', { from: '+13105550999' }],
    ['no number at all', '21211/400', { to: 'everybody' }],
    ['nothing to do', '21205/400', { twiml: undefined }],
    ['the number that is never valid', '21217/400', { to: '+15005550001' }],
  ])('with %s is refused', async (_what, expected, wish) => {
    const from = await ringingNumber(sandbox, account, '');
    const good = { to: '+13105550700', from, twiml: '<Response/>' };
    expect(await refusal(client.calls.create({ ...good, ...wish } as typeof good))).toBe(expected);
  });
});

describe('a call in progress', () => {
  async function inProgress(): Promise<string> {
    await sandbox.control('PUT', '/clock', { pace: 'manual' });
    const number = await ringingNumber(sandbox, account, `${application.url}/hold`);
    application.on('/hold', twiml('<Dial action="/after"><Client>carol</Client></Dial>'));
    const { body } = await sandbox.control('POST', '/calls', { to: number, from: CALLER });
    await sandbox.control('POST', '/clock/advance', { seconds: 5 });
    return String(body['callSid']);
  }
  const settled = (callSid: string) => sandbox.control('GET', `/calls/${callSid}?wait=1`);

  it('is ended by Status=completed, with its legs', async () => {
    const callSid = await inProgress();
    expect((await client.calls(callSid).fetch()).status).toBe('in-progress');
    await client.calls(callSid).update({ status: 'completed' });
    await settled(callSid);
    expect((await client.calls(callSid).fetch()).status).toBe('completed');
    const [leg] = await client.calls.list({ parentCallSid: callSid });
    expect([leg?.status, leg?.duration]).toEqual(['completed', '3']);
  });

  it('drops the other leg and does something else when it is redirected', async () => {
    const callSid = await inProgress();
    await client.calls(callSid).update({ twiml: '<Response><Pause length="1"/><Say>moved</Say></Response>' });
    await sandbox.control('POST', '/clock/advance', { seconds: 10 });
    expect((await client.calls(callSid).fetch()).duration).toBe('8');
    expect(application.to('/after').filter(({ params }) => params['CallSid'] === callSid)).toEqual([]);
    expect((await client.calls.list({ parentCallSid: callSid })).map(({ status }) => status)).toEqual(['completed']);
  });

  it('cannot be cancelled any more, nor redirected when it is over', async () => {
    const callSid = await inProgress();
    expect(await refusal(client.calls(callSid).update({ status: 'canceled' }))).toBe('21220/400');
    await sandbox.control('POST', `/calls/${callSid}/hang-up`);
    await settled(callSid);
    expect(await refusal(client.calls(callSid).update({ twiml: '<Response/>' }))).toBe('21220/400');
  });
});

it('recordings can be heard, are deleted for good, and stay as a memory for who asks', async () => {
  const number = await ringingNumber(sandbox, account, `${application.url}/record`);
  application.on(
    '/record',
    twiml(`<Dial record="record-from-answer-dual" recordingStatusCallback="/recorded"><Client>dave</Client></Dial>`),
  );
  const { callSid } = await placeCall(sandbox, { to: number, from: CALLER });
  const [told] = application.to('/recorded');
  expect(told?.isSigned).toBe(true);
  expect(told?.params).toMatchObject({
    CallSid: callSid,
    RecordingStatus: 'completed',
    RecordingDuration: '10',
    RecordingChannels: '2',
    RecordingSource: 'DialVerb',
  });
  const recordingSid = String(told?.params['RecordingSid']);
  const path = new URL(String(told?.params['RecordingUrl'])).pathname;
  const media = await fetch(`${sandbox.url}${path}.wav`);
  const bytes = Buffer.from(await media.arrayBuffer());
  expect([media.status, media.headers.get('content-type')]).toEqual([200, 'audio/x-wav']);
  expect([bytes.subarray(0, 4).toString(), bytes.length]).toEqual(['RIFF', 44 + 10 * 8000 * 2 * 2]);

  await client.recordings(recordingSid).remove();
  expect((await fetch(`${sandbox.url}${path}.wav`)).status).toBe(404);
  expect(await client.recordings.list({ callSid })).toEqual([]);
  expect(await refusal(client.recordings(recordingSid).fetch())).toBe('20404/404');
  expect(await client.recordings(recordingSid).fetch({ includeSoftDeleted: true })).toMatchObject({
    status: 'deleted',
  });
});

it('every reply kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
