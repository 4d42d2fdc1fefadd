import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { newSid, type WebhookAccount } from '../../proofs/harness/webhook-account.js';
import { storedCall } from '../../proofs/state-merge/stored-call.js';
import { until } from '../trunks/until.js';
import { VoiceStage } from '../voice/stage.js';

const NUMBER = '+14155550100';
const NOON = 'Sat, 21 Nov 2026 12:00:00 +0000';

describe('the hooks that Twilio tells of calls', () => {
  let stage: VoiceStage;
  let account: WebhookAccount;
  let stranger: WebhookAccount;

  beforeAll(async () => {
    stage = await VoiceStage.open();
    account = await stage.account(NUMBER);
    stranger = await stage.account('+14155550101');
  });
  afterAll(async () => stage.close());

  const status = (CallSid: string, CallStatus: string, more: Record<string, string> = {}) =>
    stage.request(account, 'status', { CallSid, CallStatus, Timestamp: NOON, SequenceNumber: '0', ...more });
  const recording = (CallSid: string, RecordingSid: string, more: Record<string, string> = {}) =>
    stage.request(account, 'recording', {
      CallSid,
      RecordingSid,
      RecordingStatus: 'completed',
      RecordingDuration: '7',
      RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${account.accountSid}/Recordings/${RecordingSid}`,
      ...more,
    });
  const stored = async (callSid: string, events: number) => {
    await until(async () => (await storedCall(stage.database, callSid)).events.length >= events);
    return storedCall(stage.database, callSid);
  };

  it('store each message once, and the call as they tell it', async () => {
    const callSid = newSid('CA');
    const requests = [
      status(callSid, 'completed', { SequenceNumber: '2', CallDuration: '12', Duration: '1' }),
      status(callSid, 'ringing'),
      status(callSid, 'in-progress', { SequenceNumber: '1' }),
    ];
    const answers = await Promise.all([...requests, ...requests].map(async (request) => stage.send(request)));
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(answers.map(() => [204, '']));
    const { row, events } = await stored(callSid, 3);
    expect(events).toHaveLength(3);
    expect(row).toMatchObject({ status: 'completed', duration: 12, from_number: '+14155550199', to_number: NUMBER });
  });

  it('keep nothing that opens a door: no token, no signature, no address of a recording', async () => {
    const [callSid, recordingSid] = [newSid('CA'), newSid('RE')];
    expect((await stage.send(recording(callSid, recordingSid))).statusCode).toBe(204);
    expect((await stage.send(status(callSid, 'completed'))).statusCode).toBe(204);
    const { row, events } = await stored(callSid, 2);
    expect(row).toMatchObject({ recordings: [{ recordingSid, status: 'completed', durationSeconds: 7 }] });
    const text = JSON.stringify([row, events]);
    for (const secret of ['http', 'CallToken', 'parentCallInfoToken', 'ignature', account.authToken]) {
      expect(text).not.toContain(secret);
    }
  });

  it.each([
    ['of another host', 'https://example.com/2010-04-01/Accounts/AC/Recordings/RE'],
    ['of another account', `https://api.twilio.com/2010-04-01/Accounts/${newSid('AC')}/Recordings/${newSid('RE')}`],
    ['of this machine', 'http://127.0.0.1/'],
  ])('refuse the address of a recording %s', async (_, RecordingUrl) => {
    const answer = await stage.send(recording(newSid('CA'), newSid('RE'), { RecordingUrl }));
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'webhook.refused']);
  });

  it('refuse what is not signed, and what is told of another tenant’s call', async () => {
    const callSid = newSid('CA');
    const { headers, ...rest } = status(callSid, 'ringing');
    const unsigned = await stage.send({ ...rest, headers: { ...headers, 'x-twilio-signature': 'AAAA' } });
    expect(unsigned.statusCode).toBe(403);
    expect((await stage.send(status(callSid, 'ringing'))).statusCode).toBe(204);
    const told = { CallSid: callSid, CallStatus: 'completed' };
    const child = { CallSid: newSid('CA'), ParentCallSid: callSid, CallStatus: 'completed' };
    for (const fields of [told, child, { ...child, ParentCallSid: 'CA1' }]) {
      const answer = await stage.send(stage.request(stranger, 'status', fields));
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'webhook.refused']);
    }
    const { row, events } = await stored(callSid, 1);
    expect(events).toHaveLength(1);
    expect(row).toMatchObject({ status: 'ringing' });
    const foreign = unwrap(await stage.database.from('call_events').select('id').eq('user_id', stranger.userId));
    expect(foreign).toEqual([]);
  });

  it('know a call by the decision that was made for it, and count what they took', async () => {
    const callSid = newSid('CA');
    expect((await stage.send(stage.request(account, 'voice', { CallSid: callSid }))).statusCode).toBe(200);
    const { row } = await stored(callSid, 1);
    expect(row).toMatchObject({ status: 'ringing', direction: 'inbound', to_number: NUMBER });
  });
});
