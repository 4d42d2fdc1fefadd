import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { CannedServer, SeenRequest } from '../../../test/gateways/canned-server.js';
import { json, startCannedServer } from '../../../test/gateways/canned-server.js';
import type { TrunkAction } from './trunk-action.js';
import type { TwilioAccount, TwilioLookup } from './trunk-types.js';
import { TwilioTrunkGateway } from './twilio-trunk-gateway.js';

const sid = (prefix: string, digit = '1'): string => prefix + digit.repeat(32);
const account: TwilioAccount = { accountSid: sid('AC'), username: sid('AC'), password: new Secret('tok') };
const lookup: TwilioLookup = {
  trunkSid: sid('TK'),
  credentialListSid: sid('CL'),
  originationUrlSids: [],
  credentialSids: [],
  friendlyName: 'ours',
  domainName: 'ours.pstn.twilio.com',
  credentialListName: 'ours',
  numberSids: [],
};

let server: CannedServer;
let gateway: TwilioTrunkGateway;
let waits: number[];

async function start(
  answer: (request: SeenRequest, response: ServerResponse) => void | Promise<void>,
  options: { concurrencyPerAccount?: number; maxClients?: number } = {},
): Promise<void> {
  waits = [];
  const slept = waits;
  /** Nothing is really waited for, and chance always gives one half. */
  const timing = {
    now: () => 0,
    random: () => 0.5,
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
  };
  server = await startCannedServer(answer);
  gateway = new TwilioTrunkGateway({ baseUrl: server.url, timeoutMs: 400, timing, ...options });
}

afterEach(async () => {
  gateway.close();
  await server.close();
});

function action(type: 'create-credential-list' | 'delete-trunk' | 'attach-credential-list'): TrunkAction {
  const base = { key: type, system: 'twilio', effect: 'create', dependsOn: [], summary: type } as const;
  if (type === 'create-credential-list') return { ...base, type, friendlyName: 'ours' };
  return type === 'delete-trunk' ? { ...base, type, trunkSid: sid('TK') } : { ...base, type };
}

const none = { trunkSid: null, credentialListSid: null };
const both = { trunkSid: sid('TK'), credentialListSid: sid('CL') };

/** An empty account, as far as lists go. */
function emptyLists(request: SeenRequest, response: ServerResponse): void {
  const key = /(\w+?)(\.json)?(\?|$)/.exec(request.path.split('?')[0] ?? '')?.[1] ?? '';
  const names: Record<string, string> = { Trunks: 'trunks', CredentialLists: 'credential_lists' };
  const name = names[key];
  if (name === undefined) json(response, 404, { code: 20404, message: 'was not found', status: 404 });
  else json(response, 200, { [name]: [], meta: { key: name, next_page_url: null } });
}

describe('requests', () => {
  it('go to the configured base URL and name the host they were meant for', async () => {
    await start(emptyLists);
    await gateway.observe(account, { ...lookup, trunkSid: null, credentialListSid: null });
    const hosts = server.seen.map(
      (request) => `${String(request.headers['x-twilio-host'])} ${request.path.split('?')[0]}`,
    );
    expect(hosts.sort()).toEqual([
      `api.twilio.com /2010-04-01/Accounts/${sid('AC')}/SIP/CredentialLists.json`,
      'trunking.twilio.com /v1/Trunks',
    ]);
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`${sid('AC')}:tok`).toString('base64')}`);
  });

  it('never follow a next page away from Twilio', async () => {
    await start((request, response) => {
      if (!request.path.startsWith('/v1/Trunks')) return emptyLists(request, response);
      json(response, 200, {
        trunks: [],
        meta: { key: 'trunks', next_page_url: 'https://twilio.com.evil.example/v1/Trunks' },
      });
    });
    await expect(gateway.observe(account, { ...lookup, trunkSid: null })).rejects.toMatchObject({
      code: 'twilio.unavailable',
      message: expect.stringContaining('evil.example'),
    });
  });

  it('follow absolute and relative next pages through the base URL', async () => {
    await start((request, response) => {
      const second = request.path.includes('Page=1');
      if (request.path.startsWith('/v1/Trunks?') || request.path === '/v1/Trunks') {
        const next = second ? null : 'https://trunking.twilio.com/v1/Trunks?PageSize=1000&Page=1&PageToken=PT1';
        return json(response, 200, { trunks: [], meta: { key: 'trunks', next_page_url: next } });
      }
      const next = second ? null : `/2010-04-01/Accounts/${sid('AC')}/SIP/CredentialLists.json?Page=1&PageToken=x`;
      json(response, 200, { credential_lists: [], next_page_uri: next, page: 0 });
    });
    await gateway.observe(account, { ...lookup, trunkSid: null, credentialListSid: null });
    expect(
      server.seen.filter((request) => request.path.includes('Page=1')).map((r) => r.headers['x-twilio-host']),
    ).toEqual(expect.arrayContaining(['trunking.twilio.com', 'api.twilio.com']));
  });

  it.each([
    ['an empty password', { ...account, password: new Secret('') }],
    ['a malformed account SID', { ...account, accountSid: '../AC' }],
    ['a LiveKit id as user name', { ...account, username: 'ST_123' }],
  ])('are not sent at all with %s', async (_, bad) => {
    await start(emptyLists);
    await expect(gateway.inspectAccount(bad)).rejects.toMatchObject({
      code: 'twilio.credentials_rejected',
      outcome: 'refused',
    });
    expect(server.seen).toEqual([]);
  });

  it('read no environment variable', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      TWILIO_ACCOUNT_SID: sid('AC', '9'),
      TWILIO_AUTH_TOKEN: 'platform',
      TWILIO_EDGE: 'sydney',
      TWILIO_REGION: 'au1',
      TWILIO_CA_BUNDLE: '/does/not/exist',
      HTTP_PROXY: 'not a url [',
      HTTPS_PROXY: 'http://127.0.0.1:1',
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      await start(emptyLists);
      await gateway.observe(account, { ...lookup, trunkSid: null, credentialListSid: null });
      expect(server.seen.map((request) => request.headers['x-twilio-host'])).not.toContain(
        'trunking.sydney.au1.twilio.com',
      );
    } finally {
      process.env = before;
    }
  });

  it('run at most as many at once per account as allowed, and all of them in the end', async () => {
    let running = 0;
    let most = 0;
    await start(
      async (request, response) => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
        emptyLists(request, response);
      },
      { concurrencyPerAccount: 3 },
    );
    await gateway.observe(account, {
      ...lookup,
      numberSids: Array.from({ length: 20 }, (_, n) => sid('PN', (n % 9).toString())),
    });
    expect(most).toBe(3);
    expect(server.seen.length).toBeGreaterThan(20);
  });
});

describe('retries', () => {
  it('repeat any verb after 429, as long as asked, and then report throttling', async () => {
    await start((_, response) =>
      json(response, 429, { code: 20429, message: 'Too many requests' }, { 'Retry-After': '2' }),
    );
    await expect(gateway.perform(account, action('create-credential-list'), none, null)).rejects.toMatchObject({
      code: 'twilio.throttled',
      outcome: 'refused',
      facts: { httpStatus: 429, twilioCode: 20429, retryAfterMs: 2000 },
    });
    expect(server.seen).toHaveLength(4);
    expect(waits).toEqual([2250, 2500, 3000]);
  });

  it('repeat a read once after 5xx', async () => {
    await start((request, response) =>
      server.seen.filter((other) => other.path === request.path).length === 1
        ? json(response, 503, { code: 20503, message: 'Service unavailable' })
        : emptyLists(request, response),
    );
    await gateway.observe(account, { ...lookup, trunkSid: null, credentialListSid: null });
    expect(server.seen).toHaveLength(4);
  });

  it('never repeat a create that may have taken effect', async () => {
    await start((_, response) => json(response, 500, { code: 20500, message: 'Internal error' }));
    await expect(gateway.perform(account, action('create-credential-list'), none, null)).rejects.toMatchObject({
      code: 'twilio.unavailable',
      outcome: 'unknown',
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('answers', () => {
  it.each([
    ['an HTML page with 200', (response: ServerResponse) => response.writeHead(200).end('<html>')],
    ['an HTML page with 404', (response: ServerResponse) => response.writeHead(404).end('<html>')],
    ['an HTML page with 502', (response: ServerResponse) => response.writeHead(502).end('<html>')],
    [
      'half an answer',
      (response: ServerResponse) =>
        response.writeHead(200, { 'Content-Length': '99' }).write('{', () => response.destroy()),
    ],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { Location: 'https://evil.example' }).end()],
    ['nothing', () => undefined],
  ])('that are %s leave the outcome unknown', async (_, answer) => {
    await start((__, response) => void answer(response));
    await expect(gateway.perform(account, action('create-credential-list'), none, null)).rejects.toMatchObject({
      code: 'twilio.unavailable',
      outcome: 'unknown',
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a look', () => {
  const trunk = { sid: sid('TK'), friendly_name: 'ours', date_created: '2026-01-01T00:00:00Z' };
  const lists = {
    trunks: [],
    credential_lists: [],
    origination_urls: [],
    phone_numbers: [],
    ip_access_control_lists: [],
  };
  const withTrunk = (head: object, broken = ''): Promise<void> =>
    start((request, response) => {
      if (broken !== '' && request.path.includes(broken))
        json(response, 404, { code: 20404, message: 'was not found' });
      else if (request.path === `/v1/Trunks/${sid('TK')}`) json(response, 200, head);
      else if (request.path.endsWith('/Recording'))
        json(response, 200, { mode: 'record-from-answer', trim: 'trim-silence' });
      else {
        const key = Object.keys(lists).find((name) =>
          request.path.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`).includes(name),
        );
        json(response, 200, { [key ?? 'none']: [], meta: { key, next_page_url: null } });
      }
    });
  const known = { ...lookup, credentialListSid: null };

  it('asks for the recording settings when the trunk does not show them', async () => {
    await withTrunk({ ...trunk, recording: 'record-from-answer' });
    const seen = await gateway.observe(account, known);
    expect(seen.trunks[0]?.recording).toEqual({ mode: 'record-from-answer', trim: 'trim-silence' });
  });

  it('reports neither a trunk nor its absence when it sees only a part of it', async () => {
    await withTrunk(trunk, '/OriginationUrls');
    await expect(gateway.observe(account, known)).rejects.toMatchObject({
      code: 'twilio.unavailable',
      outcome: 'unknown',
    });
  });

  it.each(['..', 'TK1', `tk${'1'.repeat(32)}`, 'ST_abc'])('is not made with %j for a SID', async (trunkSid) => {
    await withTrunk(trunk);
    const refused = { code: 'twilio.invalid_request', outcome: 'refused' };
    await expect(gateway.observe(account, { ...known, trunkSid })).rejects.toMatchObject(refused);
    await expect(gateway.observe(account, { ...known, numberSids: [trunkSid] })).rejects.toMatchObject(refused);
    expect(server.seen).toEqual([]);
  });
});

describe('actions', () => {
  it('succeed when they remove what is gone', async () => {
    await start((_, response) => json(response, 404, { code: 20404, message: 'was not found' }));
    await expect(gateway.perform(account, action('delete-trunk'), none, null)).resolves.toEqual({ sid: sid('TK') });
  });

  it('succeed when Twilio refuses an attachment that is already there', async () => {
    await start((request, response) =>
      request.method === 'POST'
        ? json(response, 400, { code: 21245, message: 'already associated' })
        : json(response, 200, { sid: sid('CL') }),
    );
    const result = await gateway.perform(account, action('attach-credential-list'), both, null);
    expect(result).toEqual({ sid: sid('CL') });
  });

  it('report a conflict when the attachment is not there', async () => {
    await start((request, response) =>
      request.method === 'POST'
        ? json(response, 400, { code: 21245, message: 'already associated' })
        : json(response, 404, { code: 20404, message: 'was not found' }),
    );
    await expect(gateway.perform(account, action('attach-credential-list'), both, null)).rejects.toMatchObject({
      code: 'twilio.conflict',
      outcome: 'refused',
    });
  });

  it('are refused before any call when the parent they need is not known', async () => {
    await start(emptyLists);
    await expect(gateway.perform(account, action('attach-credential-list'), none, null)).rejects.toMatchObject({
      code: 'twilio.invalid_request',
      outcome: 'refused',
    });
    expect(server.seen).toEqual([]);
  });
});
