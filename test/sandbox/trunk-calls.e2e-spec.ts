import { RoomAgentDispatch, RoomConfiguration, SIPTransport } from '@livekit/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { historyOf, placeCall, ringingNumber } from './call-helpers.js';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { roomClient, sipClient, twilioClient } from './sdk.js';
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
const LIVEKIT = 'sip:project.sip.livekit.cloud;transport=tcp';

/** A number on a trunk whose origination URLs are tried in the given order. */
async function trunkNumber(urls: readonly string[], more: object = {}): Promise<{ number: string; trunkSid: string }> {
  const number = await ringingNumber(sandbox, account, '');
  const trunk = await client.trunking.v1.trunks.create({ friendlyName: 'trunk', ...more });
  for (const [priority, sipUrl] of urls.entries()) {
    const url = { weight: 1, priority, enabled: true, friendlyName: sipUrl.slice(0, 60), sipUrl };
    await client.trunking.v1.trunks(trunk.sid).originationUrls.create(url);
  }
  const [owned] = await client.incomingPhoneNumbers.list({ phoneNumber: number });
  await client.trunking.v1.trunks(trunk.sid).phoneNumbers.create({ phoneNumberSid: String(owned?.sid) });
  return { number, trunkSid: trunk.sid };
}

/** A LiveKit trunk for the number with a rule that calls an agent. */
async function agentFor(number: string, auth: object = {}): Promise<string> {
  const trunk = await sipClient(sandbox).createSipInboundTrunk('trunk', [number], auth);
  const rule = { type: 'individual' as const, roomPrefix: 'call' };
  const roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName: 'receptionist' })] });
  await sipClient(sandbox).createSipDispatchRule(rule, { name: 'rule', trunkIds: [trunk.sipTrunkId], roomConfig });
  return trunk.sipTrunkId;
}

describe('a call to a number on a trunk', () => {
  it('reaches the agent without a webhook, and is seen in records and recordings only', async () => {
    const { number, trunkSid } = await trunkNumber([LIVEKIT]);
    const trunkId = await agentFor(number);
    await client.trunking.v1.trunks(trunkSid).recordings().update({ mode: 'record-from-answer-dual' });
    await sandbox.control('PUT', '/callees', { address: 'agent:receptionist', afterSeconds: 1, talkSeconds: 42 });
    const { callSid, ...ended } = await placeCall(sandbox, { to: number, from: CALLER });

    expect(ended).toMatchObject({ status: 'completed', duration: 42 });
    expect(application.asked).toEqual([]);
    const history = await historyOf(sandbox, callSid);
    expect(history.find(({ what }) => what === 'room')).toMatchObject({ agents: ['receptionist'], madeRoom: true });
    expect(JSON.stringify(history)).toContain(trunkId);
    expect(await client.calls(callSid).fetch()).toMatchObject({
      direction: 'trunking-originating',
      trunkSid,
      duration: '42',
    });
    const [recording] = await client.recordings.list({ callSid });
    expect(recording).toMatchObject({ source: 'Trunking', channels: 2, duration: '42', status: 'completed' });
    expect(await roomClient(sandbox).listRooms()).toEqual([]);
  });

  it('shows its room while it lasts, and its trunk only afterwards', async () => {
    await sandbox.control('PUT', '/clock', { pace: 'manual' });
    const { number, trunkSid } = await trunkNumber([LIVEKIT]);
    await agentFor(number);
    const { body } = await sandbox.control('POST', '/calls', { to: number, from: CALLER });
    await sandbox.control('POST', '/clock/advance', { seconds: 3 });
    const [room] = await roomClient(sandbox).listRooms();
    expect(room?.name).toMatch(/^call_\+13105550123_/);
    const call = client.calls(String(body['callSid']));
    expect(await call.fetch()).toMatchObject({ status: 'in-progress', trunkSid: null });
    await sandbox.control('POST', '/clock/advance', { seconds: 30 });
    expect(await call.fetch()).toMatchObject({ status: 'completed', trunkSid });
  });

  it('takes a 404 from LiveKit as final, and a digest that it cannot give as a reason to try elsewhere', async () => {
    application.on('/recovery', twiml('<Say>Sorry</Say>'));
    const unknown = await trunkNumber([LIVEKIT], { disasterRecoveryUrl: `${application.url}/recovery` });
    expect(await placeCall(sandbox, { to: unknown.number, from: CALLER })).toMatchObject({ status: 'failed' });
    expect(application.to('/recovery')).toEqual([]);

    const locked = await trunkNumber([LIVEKIT], { disasterRecoveryUrl: `${application.url}/recovery` });
    await agentFor(locked.number, AUTH);
    expect(await placeCall(sandbox, { to: locked.number, from: CALLER })).toMatchObject({ status: 'completed' });
    expect(application.to('/recovery').length).toBe(1);
  });

  it('asks the disaster recovery URL, signed, when no origination URL answers', async () => {
    application.on('/down', twiml('<Say>We call you back</Say>'));
    const urls = ['sip:down.example.com', 'sip:also-down.example.com'];
    const { number, trunkSid } = await trunkNumber(urls, { disasterRecoveryUrl: `${application.url}/down` });
    const { callSid, status } = await placeCall(sandbox, { to: number, from: CALLER });
    expect(status).toBe('completed');
    const [asked] = application.to('/down');
    expect([asked?.isSigned, asked?.params['CallSid'], asked?.params['To']]).toEqual([true, callSid, number]);
    const alerts = await client.monitor.v1.alerts.list();
    expect(alerts.map(({ errorCode, resourceSid }) => [errorCode, resourceSid])).toEqual([
      ['32011', trunkSid],
      ['32011', trunkSid],
    ]);
    expect((await client.monitor.v1.alerts(String(alerts[0]?.sid)).fetch()).errorCode).toBe('32011');
  });

  it('without an origination URL it ends with alert 32010', async () => {
    const { number } = await trunkNumber([]);
    expect(await placeCall(sandbox, { to: number, from: CALLER })).toMatchObject({ status: 'failed' });
    expect((await client.monitor.v1.alerts.list()).map(({ errorCode }) => errorCode)).toEqual(['32010']);
  });
});

const AUTH = {
  authUsername: 'agent-user',
  authPassword: 'Agent-Secret-1',
  headers: { 'X-Room': '12' },
  headersToAttributes: { 'x-route': 'route' },
};

describe('<Sip> to LiveKit', () => {
  const dialSip = (attributes: string, uri: string): string =>
    twiml(`<Dial answerOnBridge="true" action="/sip-ended"><Sip ${attributes}>${uri}</Sip></Dial>`);

  it.each([
    ['with the right digest', 'username="agent-user" password="Agent-Secret-1"', 'completed', '200'],
    ['with a wrong password', 'username="agent-user" password="guess"', 'failed', '403'],
    ['without one', '', 'failed', '407'],
  ])('%s', async (_what, attributes, status, code) => {
    const number = await ringingNumber(sandbox, account, `${application.url}/sip`);
    await agentFor(number, AUTH);
    application.on('/sip', dialSip(attributes, `sip:${number}@project.sip.livekit.cloud;transport=tcp?X-Route=7`));
    const { callSid } = await placeCall(sandbox, { to: number, from: CALLER });
    const ended = application.to('/sip-ended').find(({ params }) => params['CallSid'] === callSid);
    expect(ended?.params).toMatchObject({ DialCallStatus: status, DialSipResponseCode: code });
    expect(ended?.params['DialSipHeader_X-Room']).toBe(status === 'completed' ? '12' : undefined);
    const { body } = await sandbox.control('GET', `/calls/${callSid}`);
    expect(JSON.stringify(body).includes('"route":"7"')).toBe(status === 'completed');
    expect(JSON.stringify(body)).not.toContain('Agent-Secret-1');
    expect(JSON.stringify(body)).not.toContain('guess');
  });

  it('a number that no trunk names is 404, a header that Twilio does not send is a violation', async () => {
    const number = await ringingNumber(sandbox, account, `${application.url}/sip`);
    application.on('/sip', dialSip('', 'sip:+15550000000@project.sip.livekit.cloud'));
    await placeCall(sandbox, { to: number, from: CALLER });
    expect(application.to('/sip-ended').at(-1)?.params['DialSipResponseCode']).toBe('404');
    application.on('/sip', dialSip('', `sip:${number}@project.sip.livekit.cloud?Subject=x`));
    await placeCall(sandbox, { to: number, from: CALLER });
    expect((await sandbox.control('GET', '/violations')).body['count']).toBe(1);
  });
});

describe('a call that LiveKit places through the trunk', () => {
  const LOGIN = { username: 'agent-user', password: 'Correct-Horse-42' };

  /** A trunk with a domain and a user, a number on it, and LiveKit's outbound trunk for both. */
  async function outbound(login: { username: string; password: string } = LOGIN) {
    const domainName = `trunk-${account.accountSid.slice(2, 12)}.pstn.twilio.com`;
    const { number, trunkSid } = await trunkNumber([LIVEKIT], { domainName });
    const list = await client.sip.credentialLists.create({ friendlyName: 'agents' });
    await client.sip.credentialLists(list.sid).credentials.create(LOGIN);
    await client.trunking.v1.trunks(trunkSid).credentialsLists.create({ credentialListSid: list.sid });
    const { sipTrunkId } = await sipClient(sandbox).createSipOutboundTrunk('out', domainName, [number], {
      transport: SIPTransport.SIP_TRANSPORT_TCP,
      authUsername: login.username,
      authPassword: login.password,
    });
    const dial = (to: string, options: object = {}) =>
      sipClient(sandbox).createSipParticipant(sipTrunkId, to, 'room', { waitUntilAnswered: true, ...options });
    return { number, trunkSid, dial };
  }

  it('is in the records as trunking-terminating, with its recording, and nobody is called back', async () => {
    const { number, trunkSid, dial } = await outbound();
    await client.trunking.v1.trunks(trunkSid).recordings().update({ mode: 'record-from-answer' });
    await dial('+13105550800');
    const [call] = await client.calls.list({ to: '+13105550800' });
    await historyOf(sandbox, String(call?.sid));
    expect(await client.calls(String(call?.sid)).fetch()).toMatchObject({
      direction: 'trunking-terminating',
      from: number,
      status: 'completed',
      trunkSid,
    });
    expect(await client.recordings.list({ callSid: String(call?.sid) })).toMatchObject([{ source: 'Trunking' }]);
  });

  it.each([
    ['a wrong password', { ...LOGIN, password: 'Wrong-Horse-42' }, {}, '403', '32202'],
    ['a number that is not ours', LOGIN, { fromNumber: '+13105550999' }, '403', '32204'],
  ])('with %s is refused as by Twilio', async (_what, login, options, status, code) => {
    const { dial } = await outbound(login);
    const failed = await dial('+13105550800', options).catch((error: unknown) => error);
    expect((failed as { metadata: Record<string, string> }).metadata['sip_status_code']).toBe(status);
    expect((await client.monitor.v1.alerts.list()).map(({ errorCode }) => errorCode)).toEqual([code]);
  });

  it('is handed over only when the trunk allows it', async () => {
    await sandbox.control('PUT', '/clock', { pace: 'manual' });
    const { trunkSid, dial } = await outbound();
    const { participantIdentity } = await dial('+13105550800');
    await sandbox.control('POST', '/clock/advance', { seconds: 5 });
    const transfer = () =>
      sipClient(sandbox).transferSipParticipant('room', participantIdentity, 'tel:+13105550801', {
        playDialtone: false,
      });
    await expect(transfer()).rejects.toThrow('603');
    expect((await client.monitor.v1.alerts.list()).map(({ errorCode }) => errorCode)).toEqual(['32218']);
    await client.trunking.v1.trunks(trunkSid).update({ transferMode: 'enable-all' });
    await transfer();
    const [call] = await client.calls.list({ to: '+13105550800' });
    expect((await historyOf(sandbox, String(call?.sid))).at(-1)).toMatchObject({ what: 'status', status: 'completed' });
  });
});

it('every reply kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
