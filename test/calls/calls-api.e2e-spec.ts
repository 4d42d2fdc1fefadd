import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallsPage, CallTimelineDto, CallTraceDto } from '../../apps/api/src/calls/call.dto.js';
import { CallStatistics } from '../../apps/api/src/calls/call-statistics.js';
import { announcing, newSid, publish, type WebhookAccount } from '../../proofs/harness/webhook-account.js';
import { storedCall } from '../../proofs/state-merge/stored-call.js';
import { bearer, PASSWORD, type TestUser } from '../api/start-test-api.js';
import { until } from '../trunks/until.js';
import { VoiceStage } from '../voice/stage.js';

const NUMBER = '+14155550100';
const CALLER = '+14155550199';
const FRIEND = '+14155550177';
/** An hour ago, in whole seconds as Twilio tells them. */
const BEGIN = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
const after = (seconds: number): Date => new Date(BEGIN + seconds * 1_000);

describe('the call log', () => {
  let stage: VoiceStage;
  let account: WebhookAccount;
  let owner: TestUser;
  let stranger: TestUser;

  beforeAll(async () => {
    stage = await VoiceStage.open();
    account = await stage.account(NUMBER);
    const answer = await stage.api.sendAuth(
      'token?grant_type=password',
      { email: 'tenant-1@example.test', password: PASSWORD },
      '198.51.100.77',
    );
    owner = { userId: account.userId, accessToken: answer.json<{ access_token: string }>().access_token };
    stranger = await stage.api.signUp('stranger', '198.51.100.88');
    await publish(
      stage.database,
      account.userId,
      announcing([NUMBER], () => 'Hello'),
      null,
    );
  });
  afterAll(async () => stage.close());

  const get = async <T>(path: string, token = owner.accessToken): Promise<T & { code?: string }> =>
    (await stage.api.send({ method: 'GET', url: `/api/v1/calls${path}`, headers: bearer(token) })).json();

  /** A leg that has ended, so many seconds after the beginning. */
  const tell = async (callSid: string, second: number, more: Record<string, string> = {}): Promise<void> => {
    const time = after(second).toUTCString();
    const fields = { CallSid: callSid, CallStatus: 'busy', Timestamp: time, To: NUMBER, From: CALLER, ...more };
    const { statusCode } = await stage.send(stage.request(account, 'status', fields));
    expect(statusCode).toBe(204);
  };
  const known = async (...callSids: string[]): Promise<void> => {
    for (const callSid of callSids) await until(async () => (await storedCall(stage.database, callSid)).row !== null);
  };

  it('shows calls page by page, the latest first, and each of them once', async () => {
    const callSids = Array.from({ length: 7 }, () => newSid('CA'));
    // Three of them begin in one second.
    for (const [i, callSid] of callSids.entries()) await tell(callSid, Math.min(i, 4));
    await known(...callSids);
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      const rest: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: CallsPage = await get<CallsPage>(`?limit=2${rest}`);
      seen.push(...page.calls.map(({ callSid }) => callSid));
      cursor = page.nextCursor;
      expect(pages).toBeLessThan(5);
    }
    const together = callSids.slice(4).toSorted().toReversed();
    expect(seen).toEqual([...together, ...callSids.slice(0, 4).toReversed()]);
  });

  it('filters by number, status, direction and time', async () => {
    const [one, two] = [newSid('CA'), newSid('CA')];
    await tell(one, 30, { To: FRIEND, Direction: 'outbound-api', CallStatus: 'no-answer' });
    await tell(two, 40, { From: FRIEND, CallStatus: 'failed' });
    await known(one, two);
    const of = async (query: string): Promise<string[]> =>
      (await get<CallsPage>(`?${query}`)).calls.map(({ callSid }) => callSid);
    const number = `number=${encodeURIComponent(FRIEND)}`;
    expect(await of(number)).toEqual([two, one]);
    expect(await of(`${number}&status=failed`)).toEqual([two]);
    expect(await of(`${number}&direction=outbound-api`)).toEqual([one]);
    expect(await of(`${number}&from=${after(40).toISOString()}`)).toEqual([two]);
    expect(await of(`${number}&to=${after(40).toISOString()}`)).toEqual([one]);
    for (const wrong of ['status=dancing', 'cursor=1', 'from=yesterday', 'from=2026-W01', 'limit=0', 'number=a b']) {
      expect(await get(`?${wrong}`)).toMatchObject({ code: 'request.invalid' });
    }
  });

  it('tells a whole call as one: its legs, what was told of them, what was decided and why', async () => {
    const [callSid, leg] = [newSid('CA'), newSid('CA')];
    await stage.send(stage.request(account, 'voice', { CallSid: callSid }));
    await tell(leg, 50, {
      ParentCallSid: callSid,
      CallStatus: 'completed',
      CallDuration: '5',
      Direction: 'outbound-dial',
    });
    await known(callSid, leg);
    const timeline = await get<CallTimelineDto>(`/${leg}`);
    expect(timeline).toEqual(await get<CallTimelineDto>(`/${callSid}`));
    expect(timeline.call).toMatchObject({ callSid, from: CALLER, to: NUMBER, status: 'ringing', parentCallSid: null });
    expect(timeline.legs).toMatchObject([{ callSid: leg, parentCallSid: callSid, durationSeconds: 5 }]);
    expect(timeline.events.map(({ kind }) => kind).toSorted()).toEqual(['status', 'voice']);
    expect(timeline.decisions).toMatchObject([{ step: 'voice', version: 1, source: 'cache' }]);
    const trace = await get<CallTraceDto>(`/${leg}/trace`);
    expect(trace).toMatchObject({ callSid, decisions: [{ step: 'voice', version: 1 }] });
    const sentences = trace.decisions[0]?.sentences ?? [];
    expect(sentences[0]).toBe(`A call from ${CALLER} to ${NUMBER} came in.`);
    expect(sentences.at(-1)).toBe('The caller was told: “Hello”');
    expect(sentences.length).toBeGreaterThan(3);
  });

  it('shows nobody else’s calls, and keys only with their scope', async () => {
    const callSid = newSid('CA');
    await tell(callSid, 55);
    await known(callSid);
    const { token: reading } = await stage.api.createKey(owner, ['calls:read']);
    const { token: other } = await stage.api.createKey(owner, ['trunks:read']);
    expect(await get(`/${callSid}`, reading)).toMatchObject({ call: { callSid } });
    expect(await get(`/${callSid}`, other)).toMatchObject({ code: 'auth.scope_missing' });
    const { token: strangers } = await stage.api.createKey(stranger, ['calls:read']);
    for (const token of [stranger.accessToken, strangers]) {
      expect(await get('', token)).toEqual({ calls: [], nextCursor: null });
      expect(await get(`/${callSid}`, token)).toMatchObject({ code: 'call.not_found' });
      expect(await get(`/${callSid}/trace`, token)).toMatchObject({ code: 'call.not_found' });
    }
    expect(await get(`/${newSid('CA')}`)).toMatchObject({ code: 'call.not_found' });
    expect(await get('/CA1')).toMatchObject({ code: 'call.not_found' });
  });

  it('counts what a number did, for its tenant', async () => {
    const number = '+14155550123';
    const [one, two] = [newSid('CA'), newSid('CA')];
    await tell(one, 10, { To: number, CallStatus: 'completed', CallDuration: '30' });
    await tell(two, 20, { From: number, CallStatus: 'completed', CallDuration: '5' });
    await known(one, two);
    const statistics = stage.api.running.app.get(CallStatistics, { strict: false });
    const asked = [number, '+14155550124'];
    const found = await statistics.ofNumbers({ tenantId: owner.userId, accessToken: null }, asked);
    const lastCallAt = after(15);
    expect(found.get(number)).toEqual({ lastCallAt, inbound: 1, answered: 1, outbound: 1, seconds: 35 });
    expect(found.get('+14155550124')).toMatchObject({ lastCallAt: null, inbound: 0 });
    const foreign = await statistics.ofNumbers({ tenantId: stranger.userId, accessToken: null }, asked);
    expect(foreign.get(number)).toMatchObject({ lastCallAt: null, inbound: 0, seconds: 0 });
  });
});
