import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import type { World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const AGENT_LINE = '+14155550131';
const GROUP_LINE = '+14155550132';
const TRUNK_LINE = '+14155550133';
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
    const numbers = [AGENT_LINE, GROUP_LINE, TRUNK_LINE];
    await world.control('POST', `/accounts/${one.account.accountSid}/numbers`, { numbers });
    await one.connect();
    await one.importNumbers();

    await send('PATCH', '/routing', { policy: { countries: ['US'] } });
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
    await send('POST', '/routing/publish', {});
    for (const number of [AGENT_LINE, GROUP_LINE]) {
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
    const logged = await send('GET', `/calls/${callSid}`);
    expect(logged).toMatchObject({
      call: { from: CALLER, to: GROUP_LINE, direction: 'inbound', status: 'completed', durationSeconds: 30 },
      legs: [{ to: `client:${ADA}`, status: 'completed', durationSeconds: 30, parentCallSid: callSid }],
    });
    const trace = await send('GET', `/calls/${callSid}/trace`);
    const [first] = trace['decisions'] as { readonly sentences: readonly string[] }[];
    expect(first?.sentences).toEqual(
      expect.arrayContaining([
        `${GROUP_LINE} has a route to a ring group.`,
        expect.stringContaining('“Sales” rings members 1 to 2 of 2'),
      ]),
    );
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
