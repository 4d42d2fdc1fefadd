import { Duration } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ListUpdate,
  RoomConfiguration,
  SIPInboundTrunkInfo,
  SIPOutboundTrunkInfo,
  SIPTransport,
} from '@livekit/protocol';
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

/** A raw Twirp call with a token of one's own making. */
async function twirp(method: string, body: unknown, grants: { sip?: object; video?: object; secret?: string } = {}) {
  const token = new AccessToken(sandbox.livekitApiKey, grants.secret ?? sandbox.livekitApiSecret);
  if (grants.video) token.addGrant(grants.video);
  token.addSIPGrant(grants.sip ?? { admin: true, call: true });
  const response = await fetch(`${sandbox.url}/twirp/livekit.${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token.toJwt()}`, 'content-type': 'application/json;charset=UTF-8' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
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

  it('deleting an unknown trunk succeeds, deleting an unknown rule does not', async () => {
    expect(await refusal(sip.deleteSipTrunk('ST_unknown'))).toBe('accepted');
    expect(await refusal(sip.deleteSipDispatchRule('SDR_unknown'))).toBe('not_found/404');
    expect(await message('SIP/GetSIPInboundTrunk', { sip_trunk_id: 'ST_x' })).toBe(
      '404 requested sip trunk does not exist',
    );
  });

  it('lists filter by number and ID, wildcards included, in ascending order after a given ID', async () => {
    const one = await sip.createSipInboundTrunk('one', ['+14155550100']);
    const two = await sip.createSipInboundTrunk('two', ['+14155550101']);
    const any = await sip.createSipInboundTrunk('any', [], { authUsername: 'u', authPassword: 'p' });
    const names = (trunks: { name: string }[]) => trunks.map(({ name }) => name).toSorted();
    expect(names(await sip.listSipInboundTrunk({ numbers: ['+14155550101'] }))).toEqual(['any', 'two']);
    expect(names(await sip.listSipInboundTrunk({ trunkIds: [one.sipTrunkId] }))).toEqual(['one']);
    const ids = [one, two, any].map(({ sipTrunkId }) => sipTrunkId).toSorted();
    expect((await sip.listSipInboundTrunk()).map(({ sipTrunkId }) => sipTrunkId)).toEqual(ids);
    const page = { afterId: ids[0] ?? '' };
    expect((await twirp('SIP/ListSIPInboundTrunk', { page })).text).not.toContain(ids[0]);
  });
});

describe('the wire', () => {
  it('answers in snake_case with every default written out', async () => {
    const { status, text, type } = await twirp('SIP/CreateSIPInboundTrunk', {
      trunk: { name: 'wire', numbers: ['+14155550100'], ringing_timeout: '30s', unknownField: 1 },
    });
    expect([status, type]).toEqual([200, 'application/json']);
    expect(JSON.parse(text)).toMatchObject({
      name: 'wire',
      allowed_addresses: [],
      auth_username: '',
      include_headers: 'SIP_NO_HEADERS',
      krisp_enabled: false,
      ringing_timeout: '30s',
    });
  });

  it('refuses tokens in plain text before Twirp, and missing grants in Twirp', async () => {
    const plain = await fetch(`${sandbox.url}/twirp/livekit.SIP/ListSIPInboundTrunk`, { method: 'POST' });
    expect([plain.status, await plain.text()]).toEqual([401, 'invalid authorization header. Must start with Bearer ']);
    const wrong = await twirp('SIP/ListSIPInboundTrunk', {}, { secret: 'x'.repeat(32) });
    expect([wrong.status, wrong.type]).toEqual([401, 'text/plain; charset=utf-8']);
    expect(wrong.text).toMatch(/^invalid authorization token/);
    const stranger = new SipClient(sandbox.url, 'otherkey', sandbox.livekitApiSecret);
    await expect(stranger.listSipInboundTrunk()).rejects.toThrow('invalid API key');
    const noGrant = await twirp('SIP/ListSIPInboundTrunk', {}, { sip: { call: true } });
    expect([noGrant.status, noGrant.type]).toEqual([401, 'application/json']);
    expect(JSON.parse(noGrant.text)).toEqual({ code: 'unauthenticated', msg: 'permissions denied' });
  });

  it('knows no other methods and takes no broken JSON', async () => {
    expect(await message('SIP/Nonsense', {})).toBe('404 no handler for path "/twirp/livekit.SIP/Nonsense"');
    expect(await message('SIP/ListSIPInboundTrunk', '{')).toBe('400 the json request could not be decoded');
    const { body } = await sandbox.control('GET', '/violations');
    expect(body['count']).toBe(2);
  });
});

describe('validation speaks the server’s own words', () => {
  const secure = 'for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers';
  const host = 'trunk address should be a hostname or IP, not SIP URI';
  const outbound = (fields: object) => ({ trunk: { address: 'a.pstn.twilio.com', numbers: ['+1'], ...fields } });
  const inbound = (fields: object) => ({ trunk: { numbers: ['+1'], ...fields } });
  const participant = (fields: object) => ({ sip_trunk_id: 'ST_x', sip_call_to: '+1', room_name: 'r', ...fields });
  const update = (fields: object) => ({ sip_trunk_id: 'ST_x', update: fields });

  const cases: [method: string, body: object, expected: string][] = [
    ['CreateSIPInboundTrunk', {}, '400 missing trunk'],
    ['CreateSIPInboundTrunk', inbound({ sip_trunk_id: 'ST_1' }), '400 trunk id must not be set'],
    ['CreateSIPInboundTrunk', { trunk: { name: 'open' } }, `400 ${secure}`],
    ['CreateSIPInboundTrunk', inbound({ headers: { Contact: 'x' } }), '400 header name Contact not supported'],
    ['CreateSIPInboundTrunk', inbound({ headers_to_attributes: { 'X Y': 'a' } }), '400 invalid header name: X Y'],
    ['CreateSIPInboundTrunk', inbound({ media: { codecs: [{}] } }), '400 missing codec name'],
    ['CreateSIPInboundTrunk', inbound({ media: { codecs: [{ name: 'a/b' }] } }), "400 codec name must not contain '/'"],
    ['CreateSIPInboundTrunk', inbound({ media: { media_timeout: '601s' } }), '400 media_timeout must not exceed 10m0s'],
    ['CreateSIPOutboundTrunk', {}, '400 missing trunk'],
    ['CreateSIPOutboundTrunk', outbound({ numbers: [] }), '400 no trunk numbers specified'],
    ['CreateSIPOutboundTrunk', outbound({ address: '' }), '400 no outbound address specified'],
    ['CreateSIPOutboundTrunk', outbound({ address: 'sip:a.pstn.twilio.com' }), `400 ${host}`],
    ['CreateSIPOutboundTrunk', outbound({ address: 'user@a.pstn.twilio.com' }), `400 ${host}`],
    [
      'CreateSIPOutboundTrunk',
      outbound({ address: 'a.pstn.twilio.com;transport=tcp' }),
      '400 trunk address should not contain transport parameter',
    ],
    ['UpdateSIPInboundTrunk', {}, '400 trunk id must be set'],
    ['UpdateSIPInboundTrunk', { sip_trunk_id: 'ST_x' }, '400 missing or unsupported update action'],
    ['UpdateSIPInboundTrunk', update({ numbers: {} }), '400 unsupported list update operation'],
    [
      'UpdateSIPInboundTrunk',
      update({ numbers: { clear: true, add: ['+1'] } }),
      '400 cannot clear and change the list at the same time',
    ],
    [
      'UpdateSIPInboundTrunk',
      update({ numbers: { set: ['+1'], add: ['+1'] } }),
      '400 cannot set and change the list at the same time',
    ],
    ['UpdateSIPInboundTrunk', update({ numbers: { set: [''] } }), '400 empty element in the list'],
    ['UpdateSIPInboundTrunk', update({ name: 'x' }), '404 requested sip trunk does not exist'],
    [
      'UpdateSIPOutboundTrunk',
      { sip_trunk_id: 'ST_x', replace: { sip_trunk_id: 'ST_y', address: 'a', numbers: ['+1'] } },
      '400 trunk id in the info must be empty or match the id in the update',
    ],
    ['CreateSIPDispatchRule', {}, '400 missing rule'],
    [
      'CreateSIPDispatchRule',
      { dispatch_rule: { sip_dispatch_rule_id: 'SDR_x', rule: {} } },
      '400 rule id must not be set',
    ],
    ['CreateSIPDispatchRule', { dispatch_rule: { rule: {} } }, '400 unsupported SIP Dispatch Rule: <nil>'],
    ['UpdateSIPDispatchRule', {}, '400 rule id must be set'],
    ['CreateSIPParticipant', { sip_call_to: '+1' }, '400 missing sip trunk id and sip number'],
    ['CreateSIPParticipant', participant({ sip_call_to: '' }), '400 missing sip callee number'],
    [
      'CreateSIPParticipant',
      participant({ sip_call_to: '+1@x' }),
      '400 SipCallTo should be a phone number or SIP user, not a full SIP URI',
    ],
    ['CreateSIPParticipant', participant({ room_name: '' }), '400 missing room name'],
    ['CreateSIPParticipant', participant({ trunk: {} }), '400 no outbound hostname specified'],
    ['CreateSIPParticipant', participant({}), '404 requested sip trunk does not exist'],
    [
      'CreateSIPParticipant',
      { trunk: { hostname: 'a.pstn.twilio.com' }, sip_call_to: '+1', room_name: 'r' },
      '412 no numbers on outbound trunk',
    ],
  ];
  it.each(cases)('%s %j: %s', async (method, body, expected) => {
    expect(await message(`SIP/${method}`, body)).toBe(expected);
  });

  it('a rule broken only by the applied update is a 500, as the server has it', async () => {
    const { sipTrunkId } = await sip.createSipOutboundTrunk('o', 'a.pstn.twilio.com', ['+1'], OUTBOUND);
    const body = { sip_trunk_id: sipTrunkId, update: { numbers: { clear: true } } };
    expect(await message('SIP/UpdateSIPOutboundTrunk', body)).toBe('500 no trunk numbers specified');
  });
});

describe('conflicts', () => {
  it('two inbound trunks for one number, however it is written', async () => {
    const first = await sip.createSipInboundTrunk('first', ['+14155550100']);
    await expect(sip.createSipInboundTrunk('second', ['1 (415) 555-0100'])).rejects.toThrow(
      `Conflicting inbound SIP Trunks: "<new>" and "${first.sipTrunkId}", ` +
        'using the same number(s) ["1 (415) 555-0100"] without AllowedNumbers set',
    );
    await sip.createSipInboundTrunk('for one caller', ['+14155550100'], { allowedNumbers: ['+19995550100'] });
    await expect(
      sip.createSipInboundTrunk('same caller', ['+14155550100'], { allowedNumbers: ['+19995550100'] }),
    ).rejects.toThrow('and AllowedNumber "+19995550100"');
  });

  it('two catch-all trunks, even with different credentials', async () => {
    await sip.createSipInboundTrunk('any', [], { authUsername: 'a', authPassword: 'b' });
    await expect(sip.createSipInboundTrunk('other', [], { allowedAddresses: ['192.0.2.0/24'] })).rejects.toThrow(
      'using the same number(s) <any> without AllowedNumbers set',
    );
  });

  it('outbound trunks never conflict: the same request twice makes two', async () => {
    for (let count = 0; count < 2; count += 1)
      await sip.createSipOutboundTrunk('o', 'a.pstn.twilio.com', ['+1'], OUTBOUND);
    expect(await sip.listSipOutboundTrunk()).toHaveLength(2);
  });

  it('two rules for the same trunk and PIN', async () => {
    const rule = await sip.createSipDispatchRule(
      { type: 'direct', roomName: 'a' },
      { name: 'one', trunkIds: ['ST_1'] },
    );
    await expect(
      sip.createSipDispatchRule({ type: 'individual', roomPrefix: 'b' }, { trunkIds: ['ST_1', 'ST_2'] }),
    ).rejects.toThrow(
      'Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in ' +
        `dispatch rule "${rule.sipDispatchRuleId}" "one"`,
    );
    await sip.createSipDispatchRule({ type: 'direct', roomName: 'a', pin: '1234' }, { trunkIds: ['ST_1'] });
  });

  it('a trunk moved onto another’s number goes unnoticed, as on the real server; strict mode notices', async () => {
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

  it('a trunk grown onto another’s number is noticed', async () => {
    await sip.createSipInboundTrunk('owner', ['+14155550100']);
    const mover = await sip.createSipInboundTrunk('mover', ['+14155550199']);
    const update = sip.updateSipInboundTrunk(
      mover.sipTrunkId,
      new SIPInboundTrunkInfo({ name: 'mover', numbers: ['+14155550199', '+14155550100'] }),
    );
    expect(await refusal(update)).toBe('invalid_argument/400');
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
