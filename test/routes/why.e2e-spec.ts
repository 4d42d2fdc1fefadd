import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../api/start-test-api.js';
import { NUMBER, RoutingDesk, TO_ADA } from './routing-desk.js';

const CALLER = '+4930999999';
const OUTSIDE = { kind: 'announcement', text: 'We are closed.', language: 'en-US' };

interface Step {
  readonly decision: { readonly action: string; readonly legs?: readonly object[]; readonly text?: string };
  readonly trace: readonly { readonly rule: string; readonly why: string }[];
  readonly twiml: string;
  readonly outcome: string | null;
}

describe('why a call goes where it goes', () => {
  let api: TestApi;
  let desk: RoutingDesk;
  let reception: string;
  beforeAll(async () => {
    api = await TestApi.start();
    desk = await RoutingDesk.open(api, 'ada');
    reception = await desk.destination('Reception', { target: { kind: 'client', identity: 'bob' } });
    const hours = await desk.make('POST', '/business-hours', {
      name: 'Office',
      timeZone: 'Europe/Berlin',
      weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    });
    await desk.make('PUT', `/routes/${NUMBER}`, {
      ...TO_ADA,
      hoursId: hours['hoursId'],
      closed: OUTSIDE,
      onBusy: { kind: 'destination', destinationId: reception },
    });
  });
  afterAll(async () => api.stop());

  const simulate = async (more: object): Promise<Step[]> => {
    const made = await desk.make('POST', '/routing/simulate', { number: NUMBER, caller: CALLER, ...more });
    return made['steps'] as Step[];
  };

  it('follows a call to its end, with the reasons and what Twilio would be told', async () => {
    const steps = await simulate({
      version: 'draft',
      at: '2026-11-23T10:00:00+01:00',
      outcomes: ['busy', 'no-answer'],
    });
    expect(steps.map(({ decision, outcome }) => [decision.action, decision.legs, outcome])).toEqual([
      ['dial', [{ kind: 'client', identity: 'ada' }], 'busy'],
      ['dial', [{ kind: 'client', identity: 'bob' }], 'no-answer'],
      ['say', undefined, null],
    ]);
    expect(steps[0]?.twiml).toContain('<Client');
    expect(steps[0]?.twiml).toMatch(/>ada<\/Client>/);
    expect(steps[0]?.trace.map(({ rule }) => rule)).toContain('hours');
    expect(steps.every(({ trace }) => trace.every(({ why }) => /^[A-Z“+].*\.$/.test(why)))).toBe(true);
  });

  it('answers for any moment', async () => {
    const closed = [{ decision: { action: 'say', text: 'We are closed.' } }];
    expect(await simulate({ version: 'draft', at: '2026-11-23T17:00:00+01:00' })).toMatchObject(closed);
    expect(await simulate({ version: 'draft', at: '2026-12-25T10:00:00Z' })).toMatchObject(closed);
    expect(
      await simulate({ version: 'draft', at: '2026-11-23T16:59:00+01:00', outcomes: ['completed'] }),
    ).toMatchObject([{ decision: { action: 'dial' } }, { decision: { action: 'hangup' } }]);
  });

  it('shows what is in force where no version is named, and what another version would do', async () => {
    expect(await simulate({})).toMatchObject([{ decision: { action: 'say' }, trace: expect.any(Array) }]);
    const { version } = await desk.make('POST', '/routing/publish', {});
    const at = '2026-11-23T10:00:00+01:00';
    expect(await simulate({ at, outcomes: ['completed'] })).toMatchObject([{ version }, {}]);
    await desk.make('PATCH', '/routing', { isDynamic: false });
    expect(await simulate({ at })).toMatchObject([{ decision: { action: 'say' } }]);
    expect(await simulate({ at, version })).toMatchObject([{ decision: { action: 'dial' } }, {}]);
    await desk.make('PATCH', '/routing', { isDynamic: true });
    const nowhere = await desk.send('POST', '/routing/simulate', { number: NUMBER, caller: CALLER, version: 99 });
    expect(nowhere.body.code).toBe('routing.version_not_found');
  });

  it('shows no password and no ingress id in the TwiML', async () => {
    const agentId = await desk.agent('front');
    await desk.make('PUT', '/routes/+4930777777', { target: { kind: 'agent', agentId } });
    const made = await desk.make('POST', '/routing/simulate', {
      number: '+4930777777',
      caller: CALLER,
      version: 'draft',
    });
    const [first] = made['steps'] as Step[];
    expect(first?.twiml).toContain('password="hidden"');
    expect(first?.twiml).toContain('/webhooks/twilio/hidden/');
    await desk.send('DELETE', '/routes/+4930777777');
  });

  it('sweeps a week, in the time zone of the hours, with holidays', async () => {
    const swept = await desk.make('POST', '/routing/sweep', {
      number: NUMBER,
      weekOf: '2026-12-25',
      version: 'draft',
    });
    expect(swept['timeZone']).toBe('Europe/Berlin');
    const intervals = swept['intervals'] as { localFrom: string; localTo: string; decision: { action: string } }[];
    expect(intervals.map(({ localFrom, localTo, decision }) => [localFrom, localTo, decision.action])).toEqual([
      ['2026-12-21T00:00', '2026-12-21T09:00', 'say'],
      ['2026-12-21T09:00', '2026-12-21T17:00', 'dial'],
      ['2026-12-21T17:00', '2026-12-22T09:00', 'say'],
      ['2026-12-22T09:00', '2026-12-22T17:00', 'dial'],
      ['2026-12-22T17:00', '2026-12-23T09:00', 'say'],
      ['2026-12-23T09:00', '2026-12-23T17:00', 'dial'],
      ['2026-12-23T17:00', '2026-12-24T09:00', 'say'],
      ['2026-12-24T09:00', '2026-12-24T17:00', 'dial'],
      ['2026-12-24T17:00', '2026-12-28T00:00', 'say'],
    ]);
  });

  it.each([
    ['/routing/simulate', { number: NUMBER, caller: 'a b' }, 'caller'],
    ['/routing/simulate', { number: NUMBER, caller: CALLER, at: '2026-11-23' }, 'at'],
    ['/routing/simulate', { number: NUMBER, caller: CALLER, at: '2026-11-23T25:00:00Z' }, 'at'],
    ['/routing/simulate', { number: NUMBER, caller: CALLER, version: 0 }, 'version'],
    ['/routing/simulate', { number: NUMBER, caller: CALLER, version: 'newest' }, 'version'],
    ['/routing/simulate', { number: NUMBER, caller: CALLER, outcomes: ['asleep'] }, 'outcomes'],
    ['/routing/sweep', { number: NUMBER, weekOf: '2026-13-01' }, 'weekOf'],
    ['/routing/sweep', { number: NUMBER, weekOf: '2026-12-01', timeZone: 'Mars' }, 'timeZone'],
  ])('%s %j is refused at %s', async (path, body, field) => {
    const { status, body: problem } = await desk.send('POST', path, body);
    expect([status, problem.errors?.map(({ path: at }) => at)]).toEqual([400, [field]]);
  });

  it('decides a past call again by another version, its dials ending as they did', async () => {
    const callSid = await storeCall(desk, 'busy');
    const same = await desk.make('POST', `/calls/${callSid}/replay`, { version: 'draft' });
    expect(same).toMatchObject({ callSid, isSame: true });
    await desk.make('PUT', `/routes/${NUMBER}`, { ...TO_ADA, onBusy: { kind: 'hangup' } });
    const other = await desk.make('POST', `/calls/${callSid}/replay`, { version: 'draft' });
    expect(other).toMatchObject({
      isSame: false,
      stored: [{ outcome: 'busy' }, { decision: { action: 'dial', legs: [{ identity: 'bob' }] } }],
      replayed: [{ outcome: 'busy' }, { decision: { action: 'hangup' } }],
    });
    const mallory = await RoutingDesk.open(api, 'mallory');
    for (const [who, sid] of [
      [mallory, callSid],
      [desk, `CA${'0'.repeat(32)}`],
      [desk, 'CA1'],
    ] as const) {
      expect((await who.send('POST', `/calls/${sid}/replay`, { version: 'draft' })).body.code).toBe('call.not_found');
    }
  });
});

/** A call that rang ada, who was busy, and then bob, as the hooks store it. */
async function storeCall(desk: RoutingDesk, status: string): Promise<string> {
  const { database, user } = desk;
  const sid = (): string => `CA${randomBytes(16).toString('hex')}`;
  const [callSid, leg, credentialId] = [sid(), sid(), randomUUID()];
  const at = ['2026-11-23T09:00:00.000Z', '2026-11-23T09:00:07.250Z'];
  const call = { callSid, from: CALLER, to: NUMBER, origin: 'pstn', uui: null };
  const made = await desk.make('POST', '/routing/simulate', {
    number: NUMBER,
    caller: CALLER,
    version: 'draft',
    at: at[0],
    outcomes: [status],
  });
  const steps = made['steps'] as Step[];
  const of = { user_id: user.userId, credential_id: credentialId };
  const writes = [
    await database.from('user_twilio_credentials').insert({
      id: credentialId,
      user_id: user.userId,
      account_sid: `AC${'1'.repeat(32)}`,
      label: 'l',
      status: 'legacy',
    }),
    await database.from('route_decisions').insert(
      steps.slice(0, 2).map(({ decision, trace }, index) => ({
        ...of,
        call_sid: callSid,
        step: index === 0 ? 'voice' : 'dial-ended',
        dedupe_key: randomUUID(),
        call,
        decision: JSON.parse(JSON.stringify(decision)) as object as never,
        trace: { version: null, steps: JSON.parse(JSON.stringify(trace)) as never },
        source: 'cache',
        decided_at: at[index] ?? '',
      })),
    ),
    await database.from('twilio_call_logs').insert({ ...of, call_sid: leg, parent_call_sid: callSid }),
    await database.from('call_events').insert({
      ...of,
      call_sid: leg,
      kind: 'dial-ended',
      dedupe_key: randomUUID(),
      payload: { CallStatus: status, ParentCallSid: callSid },
      received_at: at[1] ?? '',
    }),
  ];
  for (const { error } of writes) if (error !== null) throw new Error(error.message);
  return callSid;
}
