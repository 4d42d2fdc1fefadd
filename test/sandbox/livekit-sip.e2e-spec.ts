import { Duration } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ListUpdate, RoomConfiguration, SIPOutboundTrunkInfo, SIPTransport } from '@livekit/protocol';
import { AccessToken, AgentDispatchClient, SipClient } from 'livekit-server-sdk';
import type { TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import { refusal, roomClient, sipClient } from './sdk.js';

let sandbox: TestSandbox;
let sip: SipClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  sip = sipClient(sandbox);
});

afterEach(async () => {
  await sandbox.close();
});

const OUTBOUND = { transport: SIPTransport.SIP_TRANSPORT_TCP, authUsername: 'agent', authPassword: 'Correct-Horse-42' };

/** A raw Twirp call. What the wire looks like is in test/livekit, held against a real server too. */
async function twirp(method: string, body: unknown) {
  const token = new AccessToken(sandbox.livekitApiKey, sandbox.livekitApiSecret);
  token.addSIPGrant({ admin: true, call: true });
  const response = await fetch(`${sandbox.url}/twirp/livekit.${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token.toJwt()}`, 'content-type': 'application/json;charset=UTF-8' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const message = async (method: string, body: unknown): Promise<string> => {
  const { status, text } = await twirp(method, body);
  return `${status} ${status === 200 ? '' : (JSON.parse(text) as { msg: string }).msg}`.trim();
};

describe('trunks and rules with the official SDK', () => {
  it('are created, listed, changed and deleted', async () => {
    const inbound = await sip.createSipInboundTrunk('in', ['+14155550100'], { metadata: '{"tenantId":"t1"}' });
    const outbound = await sip.createSipOutboundTrunk('out', 'acme.pstn.twilio.com', ['+14155550100'], OUTBOUND);
    const rule = await sip.createSipDispatchRule(
      { type: 'individual', roomPrefix: 'call' },
      {
        name: 'rule',
        trunkIds: [inbound.sipTrunkId],
        attributes: { tenantId: 't1' },
        roomConfig: new RoomConfiguration({ agents: [{ agentName: 'receptionist' }] }),
      },
    );
    expect(inbound.sipTrunkId).toMatch(/^ST_[0-9A-Za-z]{12}$/);
    expect(rule.sipDispatchRuleId).toMatch(/^SDR_[0-9A-Za-z]{12}$/);
    expect((await sip.listSipOutboundTrunk())[0]?.authPassword).toBe('Correct-Horse-42');
    expect((await sip.listSipDispatchRule())[0]?.roomConfig?.agents[0]?.agentName).toBe('receptionist');

    const changed = await sip.updateSipInboundTrunkFields(inbound.sipTrunkId, {
      numbers: new ListUpdate({ add: ['+14155550101'] }),
      name: 'renamed',
    });
    expect([changed.name, changed.numbers]).toEqual(['renamed', ['+14155550100', '+14155550101']]);
    const replaced = await sip.updateSipOutboundTrunk(
      outbound.sipTrunkId,
      new SIPOutboundTrunkInfo({ name: 'new', address: 'b.pstn.twilio.com', numbers: ['+14155550100'] }),
    );
    expect([replaced.name, replaced.address, replaced.authUsername]).toEqual(['new', 'b.pstn.twilio.com', '']);
    const attributes = { tenantId: '', other: 'x' };
    const ruleChanged = await sip.updateSipDispatchRuleFields(rule.sipDispatchRuleId, { attributes });
    expect(ruleChanged.attributes).toEqual({ other: 'x' });

    await sip.deleteSipTrunk(inbound.sipTrunkId);
    expect((await sip.listSipDispatchRule()).map(({ trunkIds }) => trunkIds)).toEqual([[inbound.sipTrunkId]]);
    await sip.deleteSipDispatchRule(rule.sipDispatchRuleId);
    await sip.deleteSipTrunk(outbound.sipTrunkId);
    expect([...(await sip.listSipInboundTrunk()), ...(await sip.listSipOutboundTrunk())]).toEqual([]);
  });
});

describe('beyond what a real server does', () => {
  it('reports methods that do not exist and JSON that is none', async () => {
    await twirp('SIP/Nonsense', {});
    await twirp('SIP/ListSIPInboundTrunk', '{');
    const { body } = await sandbox.control('GET', '/violations');
    expect(body['count']).toBe(2);
  });

  it('can be strict about a trunk that is moved onto another’s number, which a real server does not notice', async () => {
    const move = async (target: TestSandbox) => {
      const client = sipClient(target);
      await client.createSipInboundTrunk('owner', ['+14155550100']);
      const mover = await client.createSipInboundTrunk('mover', ['+14155550199']);
      const numbers = new ListUpdate({ set: ['+14155550100'] });
      return refusal(client.updateSipInboundTrunkFields(mover.sipTrunkId, { numbers }));
    };
    expect(await move(sandbox)).toBe('accepted');
    const strict = await startTestSandbox({ strictLiveKitUpdates: true });
    expect(await move(strict)).toBe('invalid_argument/400');
    await strict.close();
  });
});

describe('calls, as far as there are any', () => {
  it('answer, fail by the callee’s last digits when waited for, and can be transferred', async () => {
    const { sipTrunkId } = await sip.createSipOutboundTrunk('o', 'a.pstn.twilio.com', ['+14155550100'], OUTBOUND);
    const options = { participantIdentity: 'callee', waitUntilAnswered: true };
    const call = await sip.createSipParticipant(sipTrunkId, '+19995550100', 'room', options);
    expect([call.roomName, call.participantIdentity]).toEqual(['room', 'callee']);
    const busy = sip.createSipParticipant(sipTrunkId, '+19995550486', 'room', options);
    await expect(busy).rejects.toMatchObject({ sipStatusCode: 486, sipStatus: 'Busy Here' });
    expect((await roomClient(sandbox).listRooms()).map(({ name }) => name)).toEqual(['room']);

    const refer = (to: string) => refusal(sip.transferSipParticipant('room', 'callee', to));
    expect(await refer('+19995550123')).toBe('invalid_argument/400');
    expect(await refer('tel:+19995550603')).toBe('permission_denied/403');
    expect(await refer('tel:+19995550123')).toBe('accepted');
    expect(await refer('tel:+19995550123')).toBe('not_found/404');
    const inline = { sipNumber: '+14155550100', sipCallTo: '+19995550100', roomName: 'inline' };
    const body = { ...inline, trunk: { hostname: 'a.pstn.twilio.com' }, ringingTimeout: new Duration({ seconds: 5n }) };
    expect(await message('SIP/CreateSIPParticipant', { ...body, ringingTimeout: '5s' })).toBe('200');
  });

  it('rooms and agent dispatches are acknowledged', async () => {
    const rooms = roomClient(sandbox);
    const room = await rooms.createRoom({ name: 'made', metadata: 'm' });
    expect((await rooms.createRoom({ name: 'made' })).sid).toBe(room.sid);
    const agents = new AgentDispatchClient(sandbox.url, sandbox.livekitApiKey, sandbox.livekitApiSecret);
    expect((await agents.createDispatch('made', 'receptionist', { metadata: '{}' })).agentName).toBe('receptionist');
    await rooms.deleteRoom('made');
    expect(await rooms.listRooms()).toEqual([]);
  });
});
