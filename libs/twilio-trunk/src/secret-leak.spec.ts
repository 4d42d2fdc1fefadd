import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { CannedServer } from '../../../test/gateways/canned-server.js';
import { json, startCannedServer } from '../../../test/gateways/canned-server.js';
import { TwilioError } from './twilio-error.js';
import { TwilioTrunkGateway } from './twilio-trunk-gateway.js';
import { toTwilioError } from './to-twilio-error.js';

const CANARY = '0123456789abcdef0123456789abcdef';
const SIP_CANARY = 'CanaryPassword1234567890';
const accountSid = `AC${'1'.repeat(32)}`;
const basic = Buffer.from(`${accountSid}:${CANARY}`).toString('base64');
const account = { accountSid, username: accountSid, password: new Secret(CANARY) };
const action = {
  key: 'k',
  system: 'twilio',
  effect: 'create',
  dependsOn: [],
  summary: 's',
  type: 'create-credential',
  username: 'agent',
} as const;
const sids = { trunkSid: null, credentialListSid: `CL${'1'.repeat(32)}` };

let server: CannedServer | undefined;
let gateway: TwilioTrunkGateway;

afterEach(async () => {
  gateway.close();
  await server?.close();
  server = undefined;
});

/** Every text an error can turn into, with the things hanging on it. */
function everythingOf(error: unknown): string {
  const stack = error instanceof Error ? `${error.stack} ${String(error.cause)}` : '';
  return [
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(error),
    String(error),
    stack,
  ].join('\n');
}

async function failureOf(baseUrl: string): Promise<unknown> {
  const timing = { now: () => 0, random: () => 0, sleep: async () => undefined };
  gateway = new TwilioTrunkGateway({ baseUrl, timeoutMs: 150, timing });
  return await gateway.perform(account, action, sids, new Secret(SIP_CANARY)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

function expectClean(error: unknown): void {
  expect(error).toBeInstanceOf(TwilioError);
  const text = everythingOf(error);
  for (const secret of [CANARY, basic, SIP_CANARY]) expect(text).not.toContain(secret);
}

describe('no secret is in the error of', () => {
  it('a broken connection', async () => expectClean(await failureOf('http://127.0.0.1:1')));

  it.each([
    ['a time-out', () => undefined],
    [
      '401',
      (response: ServerResponse) =>
        json(response, 401, { code: 20003, message: `Authenticate Basic ${basic}`, status: 401 }),
    ],
    ['500 in HTML', (response: ServerResponse) => response.writeHead(500).end(`<h1>${basic}</h1>`)],
    ['429', (response: ServerResponse) => json(response, 429, { code: 20429, message: `Too many for ${CANARY}` })],
    [
      '400 that echoes the form',
      (response: ServerResponse) => json(response, 400, { code: 21243, message: `Password '${SIP_CANARY}' is weak` }),
    ],
    [
      'problem JSON',
      (response: ServerResponse) =>
        json(response, 422, { type: 't', title: 'No', detail: `token ${CANARY}`, status: 422, code: 20422 }),
    ],
  ])('%s', async (_, answer) => {
    server = await startCannedServer((__, response) => {
      answer(response);
    });
    expectClean(await failureOf(server.url));
  });

  it("the SDK's own errors, should one ever be thrown", () => {
    gateway = new TwilioTrunkGateway();
    const axiosLike = Object.assign(new Error(`failed with Basic ${basic}`), {
      code: 'ECONNRESET',
      config: { headers: { Authorization: `Basic ${basic}` } },
    });
    const restLike = Object.assign(new Error(`token ${CANARY} is bad`), { status: 401, code: 20003, moreInfo: basic });
    for (const error of [axiosLike, restLike, basic, null]) expectClean(toTwilioError(error, 'a call'));
    expect(toTwilioError(restLike, 'a call')).toMatchObject({
      code: 'twilio.credentials_rejected',
      outcome: 'refused',
    });
    expect(toTwilioError(axiosLike, 'a call')).toMatchObject({ code: 'twilio.unavailable', outcome: 'unknown' });
  });
});
