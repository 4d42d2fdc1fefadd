import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { CannedServer, SeenRequest } from '../../../test/gateways/canned-server.js';
import { json, startCannedServer } from '../../../test/gateways/canned-server.js';
import { LiveKitError } from './livekit-error.js';
import { LiveKitSipGateway } from './livekit-sip-gateway.js';
import type { SipAction } from './sip-action.js';
import type { SipMark } from './sip-types.js';

const API_SECRET = 'CanarySecret1234567890abcdefghijkl';
const SIP_SECRET = 'CanaryPassword1234567890';
const mark: SipMark = { managedBy: 'trunkline', installation: 'i1', tenantId: 't1', credentialId: 'c1' };
const base = { key: 'k', system: 'livekit', effect: 'create', dependsOn: [], summary: 's' } as const;
const createOutbound: SipAction = {
  ...base,
  type: 'create-outbound-trunk',
  mark,
  trunk: {
    name: 'out',
    address: 'x.pstn.twilio.com',
    transport: 'tls',
    numbers: ['*'],
    authUsername: 'agent',
    authPassword: new Secret(SIP_SECRET),
    mediaEncryption: 'require',
  },
};
const rule = { name: 'rule', roomPrefix: 't1', agentName: 'agent', attributes: { tenantId: 't1' } };
const inbound = {
  name: 'in',
  numbers: ['+15550100'],
  mediaEncryption: 'allow',
  auth: null,
  headersToAttributes: {},
} as const;

let server: CannedServer | undefined;

async function start(
  answer: (request: SeenRequest, response: ServerResponse) => void,
  options: { concurrency?: number } = {},
): Promise<LiveKitSipGateway> {
  const started = await startCannedServer(answer);
  server = started;
  return new LiveKitSipGateway({
    url: started.url.replace('http', 'ws'),
    apiKey: 'devkey',
    apiSecret: new Secret(API_SECRET),
    timeoutMs: 200,
    ...options,
  });
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

function seen(): readonly SeenRequest[] {
  return server?.seen ?? [];
}

function methodsSeen(): string[] {
  return seen()
    .map((request) => request.path.replace('/twirp/livekit.SIP/', ''))
    .sort();
}

describe('constructor', () => {
  it.each([
    ['', 'key', 'secret'],
    ['livekit.example', 'key', 'secret'],
    ['https://livekit.example', '', 'secret'],
    ['https://livekit.example', 'key', ''],
  ])('refuses url %j, key %j, secret %j instead of reading the environment', (url, apiKey, apiSecret) => {
    process.env['LIVEKIT_API_KEY'] = 'fromEnvironment';
    process.env['LIVEKIT_API_SECRET'] = 'fromEnvironment';
    try {
      expect(() => new LiveKitSipGateway({ url, apiKey, apiSecret: new Secret(apiSecret) })).toThrow(TypeError);
    } finally {
      delete process.env['LIVEKIT_API_KEY'];
      delete process.env['LIVEKIT_API_SECRET'];
    }
  });
});

describe('observe', () => {
  const metadata = JSON.stringify(mark);
  const others = JSON.stringify({ ...mark, credentialId: 'c2' });

  it('makes three calls and tells ours from foreign objects', async () => {
    const items: Record<string, unknown[]> = {
      ListSIPOutboundTrunk: [
        { sip_trunk_id: 'ST_2', metadata, address: 'a', transport: 'SIP_TRANSPORT_TLS', auth_password: SIP_SECRET },
        { sip_trunk_id: 'ST_1', metadata, media_encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' },
        { sip_trunk_id: 'ST_3', metadata: 'not JSON' },
      ],
      ListSIPInboundTrunk: [
        { sip_trunk_id: 'ST_4', metadata, numbers: ['+15550100'], media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' } },
        { sip_trunk_id: 'ST_5', metadata: others, numbers: ['1 (555) 0100'], auth_username: 'u', auth_password: 'p' },
        { sip_trunk_id: 'ST_6', metadata: others, numbers: ['+15550199'] },
        { sip_trunk_id: 'ST_7', metadata: '{"managedBy":"trunkline"}', numbers: [] },
      ],
      ListSIPDispatchRule: [
        {
          sip_dispatch_rule_id: 'SDR_1',
          metadata,
          trunk_ids: ['ST_4'],
          rule: { dispatch_rule_individual: { room_prefix: 'p' } },
          room_config: { agents: [{ agent_name: 'agent' }] },
        },
        { sip_dispatch_rule_id: 'SDR_2', metadata: others, trunk_ids: ['ST_4'] },
        { sip_dispatch_rule_id: 'SDR_3', metadata: others },
      ],
    };
    const gateway = await start((request, response) =>
      json(response, 200, { items: items[request.path.split('/').at(-1) ?? ''] ?? [] }),
    );
    const found = await gateway.observe({ mark, numbers: ['+15550100'] });
    expect(methodsSeen()).toEqual(['ListSIPDispatchRule', 'ListSIPInboundTrunk', 'ListSIPOutboundTrunk']);
    expect(
      found.outboundTrunks.map((trunk) => [trunk.outboundTrunkId, trunk.transport, trunk.mediaEncryption]),
    ).toEqual([
      ['ST_1', 'auto', 'allow'],
      ['ST_2', 'tls', 'disable'],
    ]);
    expect(found.outboundTrunks[1]?.authPassword.equals(new Secret(SIP_SECRET))).toBe(true);
    expect(found.inboundTrunks).toMatchObject([{ inboundTrunkId: 'ST_4', mediaEncryption: 'require', extras: [] }]);
    expect(found.foreignInboundTrunks).toMatchObject([{ inboundTrunkId: 'ST_5', authUsername: 'u', extras: [] }]);
    expect(found.dispatchRules).toMatchObject([
      { dispatchRuleId: 'SDR_1', trunkIds: ['ST_4'], roomPrefix: 'p', agentNames: ['agent'] },
    ]);
    expect(found.foreignDispatchRules).toMatchObject([{ dispatchRuleId: 'SDR_2' }]);
  });

  it('knows a recorded object by its id when its mark was taken away', async () => {
    const items: Record<string, unknown[]> = {
      ListSIPOutboundTrunk: [{ sip_trunk_id: 'ST_1', metadata: '' }, { sip_trunk_id: 'ST_2' }],
      ListSIPInboundTrunk: [{ sip_trunk_id: 'ST_3', metadata: 'mine now', numbers: ['+15550100'] }],
      ListSIPDispatchRule: [{ sip_dispatch_rule_id: 'SDR_1', metadata: others, trunk_ids: ['ST_3'] }],
    };
    const gateway = await start((request, response) =>
      json(response, 200, { items: items[request.path.split('/').at(-1) ?? ''] ?? [] }),
    );
    const recorded = {
      outboundTrunkId: 'ST_1',
      inboundTrunks: [{ id: 'ST_3', side: null }],
      dispatchRules: [{ id: 'SDR_1', side: null }],
    };
    const found = await gateway.observe({ mark, recorded, numbers: ['+15550100'] });
    expect(found).toMatchObject({
      outboundTrunks: [{ outboundTrunkId: 'ST_1', mark: null }],
      inboundTrunks: [{ inboundTrunkId: 'ST_3', mark: null, extras: ['metadata'] }],
      dispatchRules: [{ dispatchRuleId: 'SDR_1', mark: { credentialId: 'c2' } }],
      foreignInboundTrunks: [],
      foreignDispatchRules: [],
    });
  });

  it('asks for the next page after a full one', async () => {
    const all = Array.from({ length: 1500 }, (_, n) => ({
      sip_trunk_id: `ST_${String(n).padStart(4, '0')}`,
      metadata,
    }));
    const gateway = await start((request, response) => {
      const { page } = JSON.parse(request.body) as { page?: { afterId?: string } };
      const rest = all.filter((trunk) => trunk.sip_trunk_id > (page?.afterId ?? ''));
      json(response, 200, { items: request.path.includes('Outbound') ? rest.slice(0, 1000) : [] });
    });
    expect((await gateway.observe({ mark, numbers: [] })).outboundTrunks).toHaveLength(1500);
    expect(seen()).toHaveLength(4);
  });
});

describe('perform', () => {
  it('writes what the contract names, in one call', async () => {
    const gateway = await start((request, response) =>
      json(response, 200, request.path.includes('Rule') ? { sip_dispatch_rule_id: 'SDR_1' } : { sip_trunk_id: 'ST_1' }),
    );
    const ids = { inboundTrunkId: 'ST_9' };
    expect(await gateway.perform(createOutbound, ids)).toEqual({ id: 'ST_1' });
    await gateway.perform({ ...base, type: 'create-dispatch-rule', rule, mark }, ids);
    await gateway.perform(
      { ...base, type: 'update-inbound-trunk', inboundTrunkId: 'ST_9', trunk: inbound, mark, fields: [] },
      ids,
    );
    const bodies = seen().map((request) => JSON.parse(request.body) as unknown);
    expect(bodies).toMatchObject([
      {
        trunk: {
          address: 'x.pstn.twilio.com',
          transport: 'SIP_TRANSPORT_TLS',
          authPassword: SIP_SECRET,
          media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' },
          metadata: JSON.stringify(mark),
        },
      },
      {
        trunkIds: ['ST_9'],
        attributes: { tenantId: 't1' },
        metadata: JSON.stringify(mark),
        rule: { dispatchRuleIndividual: { roomPrefix: 't1' } },
        roomConfig: { agents: [{ agentName: 'agent', metadata: JSON.stringify(mark) }] },
      },
      { sipTrunkId: 'ST_9', replace: { numbers: ['+15550100'], media: { encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' } } },
    ]);
  });

  it.each<[string, SipAction, string | null]>([
    ['a rule without a trunk', { ...base, type: 'create-dispatch-rule', rule, mark }, null],
    [
      'a rule with an empty trunk',
      { ...base, type: 'update-dispatch-rule', dispatchRuleId: 'SDR_1', rule, mark, fields: [] },
      '',
    ],
    [
      'an inbound trunk without numbers',
      { ...base, type: 'create-inbound-trunk', trunk: { ...inbound, numbers: [] }, mark },
      'ST_1',
    ],
    [
      'half a digest, with which LiveKit asks for none',
      {
        ...base,
        type: 'create-inbound-trunk',
        trunk: { ...inbound, auth: { username: 'u', password: new Secret('') } },
        mark,
      },
      'ST_1',
    ],
  ])('sends nothing for %s', async (_, action, inboundTrunkId) => {
    const gateway = await start((__, response) => json(response, 200, {}));
    await expect(gateway.perform(action, { inboundTrunkId })).rejects.toMatchObject({
      code: 'livekit.invalid_request',
      outcome: 'refused',
    });
    expect(seen()).toEqual([]);
  });

  it('succeeds when it removes what is gone, and does not repeat a failed create', async () => {
    const gateway = await start((request, response) =>
      request.path.includes('Delete')
        ? json(response, 404, { code: 'not_found', msg: 'requested sip dispatch rule does not exist' })
        : json(response, 503, { code: 'unavailable', msg: 'try later' }),
    );
    const ids = { inboundTrunkId: null };
    const gone = await gateway.perform({ ...base, type: 'delete-dispatch-rule', dispatchRuleId: 'SDR_1' }, ids);
    expect(gone).toEqual({ id: 'SDR_1' });
    await expect(gateway.perform(createOutbound, ids)).rejects.toMatchObject({
      code: 'livekit.unavailable',
      outcome: 'unknown',
    });
    expect(seen()).toHaveLength(2);
  });
});

describe('errors', () => {
  it.each<[string, (response: ServerResponse) => unknown, string, string]>([
    ['a time-out', () => undefined, 'livekit.unavailable', 'unknown'],
    ['HTML with 200', (r) => r.writeHead(200).end('<html>'), 'livekit.unavailable', 'unknown'],
    [
      'plain 401',
      (r) => r.writeHead(401).end(`invalid API key ${API_SECRET}`),
      'livekit.credentials_rejected',
      'refused',
    ],
    ['500 in HTML', (r) => r.writeHead(500).end(`<h1>${SIP_SECRET}</h1>`), 'livekit.unavailable', 'unknown'],
    ['429', (r) => json(r, 429, { code: 'resource_exhausted', msg: 'slow down' }), 'livekit.throttled', 'refused'],
  ])('after %s carry no secret', async (_, answer, code, outcome) => {
    const gateway = await start((__, response) => void answer(response));
    const error = await gateway.perform(createOutbound, { inboundTrunkId: null }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LiveKitError);
    expect(error).toMatchObject({ code, outcome });
    const text = `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}${(error as Error).stack}`;
    for (const secret of [API_SECRET, SIP_SECRET, 'eyJ', 'Bearer']) expect(text).not.toContain(secret);
  });

  it('after a broken connection name the reason', async () => {
    const gateway = await start((_, response) => response.destroy());
    await expect(gateway.check()).rejects.toMatchObject({ code: 'livekit.unavailable', outcome: 'unknown' });
  });
});

describe('on LiveKit Cloud', () => {
  it('a create without an answer is not repeated in another region', async () => {
    const send = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    try {
      const apiSecret = new Secret(API_SECRET);
      const gateway = new LiveKitSipGateway({ url: 'wss://p.livekit.cloud', apiKey: 'key', apiSecret });
      await expect(gateway.perform(createOutbound, { inboundTrunkId: null })).rejects.toMatchObject({
        outcome: 'unknown',
      });
      expect(send).toHaveBeenCalledTimes(1);
    } finally {
      send.mockRestore();
    }
  });
});

describe('concurrency', () => {
  it('is limited over all tenants', async () => {
    let running = 0;
    let most = 0;
    const gateway = await start(
      (_, response) => {
        most = Math.max(most, (running += 1));
        setTimeout(() => {
          running -= 1;
          json(response, 200, { items: [] });
        }, 10);
      },
      { concurrency: 2 },
    );
    await Promise.all(Array.from({ length: 10 }, () => gateway.check()));
    expect(most).toBe(2);
    expect(seen()).toHaveLength(10);
  });
});
