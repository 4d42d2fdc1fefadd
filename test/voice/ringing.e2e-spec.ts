import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import { vendorApi } from '../../proofs/harness/vendor-api.js';
import type { World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const AGENT_LINE = '+14155550131';
const GROUP_LINE = '+14155550132';
const TRUNK_LINE = '+14155550133';
const PHONE_LINE = '+14155550134';
const DESK = 'sip:desk@phones.example.com';
const CALLER = '+13105550123';
const ADA = 'ada';
/** Who answers on the trunk plane when a number names no agent of its own. */
const DEFAULT_AGENT = 'trunkline-agent';
const MOBILE = '+13105550140';

type Entry = Readonly<Record<string, unknown>>;

interface Story {
  readonly call: Readonly<Record<string, unknown>>;
  readonly history: readonly Entry[];
  readonly legs: readonly Story[];
}

interface Logged {
  readonly call: { readonly status: string; readonly recordings: readonly Entry[] };
  readonly legs: readonly { readonly status: string }[];
}

interface Traced {
  readonly decisions: readonly { readonly sentences: readonly string[] }[];
}

/** Numbers that the sandbox sold ring, and Trunkline says over HTTP what happens: nothing of it is played by the test. */
describe('a telephone call', () => {
  let checked: CheckedWorld;
  let world: World;
  let one: TenantAccount;

  const send = async (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await world.send(method, `/api/v1${path}`, {
      as: one.tenant.accessToken,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${String(answer.status)} ${answer.text}`);
    return answer.body as Readonly<Record<string, unknown>>;
  };
  const ring = async (to: string, more: object = {}): Promise<Story & { callSid: string }> => {
    const placed = { to, from: CALLER, wait: true, ...more };
    const { callSid } = await world.control<{ callSid: string }>('POST', '/calls', placed);
    return { callSid, ...(await world.control<Story>('GET', `/calls/${callSid}?wait=1`)) };
  };
  const callee = (address: string, behaviour: object) => world.control('PUT', '/callees', { address, ...behaviour });
  /** An answer, once it says what it is asked for: what Trunkline has accepted is safe at once and readable soon. */
  const settled = async <T>(path: string, isThere: (body: T) => boolean): Promise<T> => {
    const until = Date.now() + 20_000;
    for (;;) {
      const { status, body } = await world.send('GET', `/api/v1${path}`, { as: one.tenant.accessToken });
      if ((status === 200 && isThere(body as T)) || Date.now() > until) return body as T;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const hookOf = async (number: string): Promise<string> => {
    const rows = Object.values((await one.state()).numbers) as unknown as { phoneNumber: string; voiceUrl: string }[];
    return rows.find(({ phoneNumber }) => phoneNumber === number)?.voiceUrl ?? '';
  };
  /** Every document that the call was given. */
  const heard = (history: readonly Entry[]): string => JSON.stringify(history.map(({ answer }) => answer));
  const moved = async (number: string, plane: 'trunk' | 'webhook'): Promise<void> => {
    const ended = await one.finished(await one.changePlane(number, plane));
    if (ended !== 'succeeded') throw new Error(`${number} is not on plane ${plane}: the run ${ended}`);
  };
  const said = (text: string) => ({ kind: 'announcement', text, language: 'en-US' });

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    // Twilio knows Trunkline under its public URL; here it listens on a port of its own.
    await world.control('PUT', '/hosts', { 'http://127.0.0.1:3000': world.api.url });
    one = await TenantAccount.make(world, 'ringing');
    const numbers = [AGENT_LINE, GROUP_LINE, TRUNK_LINE, PHONE_LINE];
    await world.control('POST', `/accounts/${one.account.accountSid}/numbers`, { numbers });
    await one.connect();
    await one.importNumbers();

    await send('PATCH', '/routing', { policy: { countries: ['US'], sipHosts: ['phones.example.com'] } });
    const { agentId } = await send('POST', '/agents', { name: 'Reception', agentName: 'receptionist' });
    await send('PUT', `/routes/${AGENT_LINE}`, {
      target: { kind: 'agent', agentId },
      onFailure: said('No agent'),
      onNoAnswer: said('Nobody there'),
    });
    const members = [
      { name: 'Ada', target: { kind: 'client', identity: ADA }, ringSeconds: 10 },
      { name: 'Mobile', target: { kind: 'number', number: MOBILE }, ringSeconds: 10 },
    ];
    const group = { name: 'Sales', strategy: 'sequential', members, next: said('All are busy') };
    const { ringGroupId } = await send('POST', '/ring-groups', group);
    await send('PUT', `/routes/${GROUP_LINE}`, { target: { kind: 'ring-group', ringGroupId } });
    await send('PUT', `/routes/${PHONE_LINE}`, {
      target: { kind: 'sip', uri: DESK, uui: '48616c6c6f;encoding=hex' },
      record: 'record-from-answer-dual',
    });
    await send('POST', '/routing/publish', {});
    for (const number of [AGENT_LINE, GROUP_LINE, PHONE_LINE]) {
      await moved(number, 'webhook');
    }
    await moved(TRUNK_LINE, 'trunk');
  });
  afterAll(async () => world.stop());

  it('on the webhook plane reaches the agent in a LiveKit room, by digest', async () => {
    const { call, legs } = await ring(AGENT_LINE);
    expect(call).toMatchObject({ status: 'completed', direction: 'inbound', duration: 10 });
    expect(legs[0]?.history).toContainEqual(expect.objectContaining({ what: 'room', agents: ['receptionist'] }));
  });

  it('hunts through a ring group and ends with what was said for it', async () => {
    await callee(`client:${ADA}`, { outcome: 'silent' });
    await callee(MOBILE, { outcome: 'answer', afterSeconds: 3, talkSeconds: 20 });
    const answered = await ring(GROUP_LINE);
    expect(answered.legs.map(({ call }) => [call['to'], call['status'], call['duration']])).toEqual([
      [`client:${ADA}`, 'no-answer', 0],
      [MOBILE, 'completed', 20],
    ]);
    await callee(MOBILE, { outcome: 'busy' });
    const unanswered = await ring(GROUP_LINE);
    expect(unanswered.history).toContainEqual(expect.objectContaining({ what: 'verb', verb: 'Say' }));
  });

  it('is in the call log afterwards as Twilio has it, with why it went there', async () => {
    await callee(`client:${ADA}`, { outcome: 'answer', afterSeconds: 2, talkSeconds: 30 });
    const { callSid } = await ring(GROUP_LINE, { disorder: { seed: 3, double: 0.5, shuffle: true } });
    const isOver = ({ call, legs }: Logged): boolean => [call, ...legs].every(({ status }) => status === 'completed');
    expect(await settled(`/calls/${callSid}`, isOver)).toMatchObject({
      call: { from: CALLER, to: GROUP_LINE, direction: 'inbound', status: 'completed', durationSeconds: 30 },
      legs: [{ to: `client:${ADA}`, status: 'completed', durationSeconds: 30, parentCallSid: callSid }],
    });
    const { decisions } = await settled<Traced>(`/calls/${callSid}/trace`, (trace) => trace.decisions.length > 1);
    expect(decisions[0]?.sentences).toEqual(
      expect.arrayContaining([
        `${GROUP_LINE} has a route to a ring group.`,
        expect.stringContaining('“Sales” rings members 1 to 2 of 2'),
      ]),
    );
  });

  it('says what was chosen for it when the agent stays silent', async () => {
    await callee('agent:receptionist', { outcome: 'silent' });
    const { call, history } = await ring(AGENT_LINE);
    await callee('agent:receptionist', {});
    expect(call).toMatchObject({ status: 'completed' });
    expect(heard(history)).toContain('Nobody there');
  });

  it('is handed over by a telephone to a number that has a route, and to no other', async () => {
    await callee(`client:${ADA}`, { afterSeconds: 1, talkSeconds: 7 });
    await callee(DESK, { talkSeconds: 60, refer: { to: `<sip:${GROUP_LINE}@x>`, afterSeconds: 4 } });
    const moved = await ring(PHONE_LINE);
    expect(moved.legs.map(({ call }) => [call['to'], call['duration']])).toEqual([
      [DESK, 4],
      [`client:${ADA}`, 7],
    ]);
    await callee(DESK, { talkSeconds: 60, refer: { to: 'tel:+13105550199', afterSeconds: 4 } });
    const refused = await ring(PHONE_LINE);
    expect(refused.legs.map(({ call }) => call['to'])).toEqual([DESK]);
    expect(heard(refused.history)).toContain('cannot be transferred there');
  });

  it('shows its recording in the call log', async () => {
    await callee(DESK, { talkSeconds: 25 });
    const { callSid } = await ring(PHONE_LINE);
    const isThere = ({ call }: Logged): boolean => call.recordings[0]?.['status'] === 'completed';
    expect(await settled(`/calls/${callSid}`, isThere)).toMatchObject({
      call: { recordings: [{ status: 'completed', durationSeconds: 25 }] },
    });
  });

  it('from a browser reaches what the tenant has, under a number of their own', async () => {
    const voiceUrl = (await hookOf(AGENT_LINE)).replace('/voice', '/client');
    const path = `/2010-04-01/Accounts/${one.account.accountSid}/Applications.json`;
    const { sid: applicationSid } = await vendorApi(one)(path, { FriendlyName: 'Browser', VoiceUrl: voiceUrl });
    const more = { origin: 'client', applicationSid, from: 'grace' };
    const inside = await ring(GROUP_LINE, more);
    expect(inside.legs[0]?.call).toMatchObject({ to: `client:${ADA}`, status: 'completed' });
    const outside = await ring('+13105550150', more);
    expect(outside.legs[0]?.call).toMatchObject({ to: '+13105550150', status: 'completed' });
    const abroad = await ring('+493012345678', more);
    expect(abroad.legs).toEqual([]);
  });

  it('on the trunk plane reaches LiveKit without asking us', async () => {
    const { call, history } = await ring(TRUNK_LINE);
    expect(call).toMatchObject({ direction: 'trunking-originating', status: 'completed', duration: 10 });
    expect(history).toContainEqual(expect.objectContaining({ what: 'room', agents: [DEFAULT_AGENT] }));
    expect(history.filter(({ what }) => what === 'webhook')).toEqual([]);
  });

  it('never meets an answer that Twilio would not understand', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
