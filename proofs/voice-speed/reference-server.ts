/**
 * Contestant A, the yardstick: what one would write by hand on `node:http` for this one answer. The same signature check, the same
 * binding to account and number, the same look-up, the same document; nothing else. Shares no code with the product.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Contest } from './contest.js';

interface Known {
  readonly key: KeyObject;
  readonly accountSid: string;
  readonly sipUser: string;
  readonly sipPassword: string;
  /** Each number with whether it rings the agent. */
  readonly numbers: ReadonlyMap<string, boolean>;
}

const contest = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Contest;
const known = new Map<string, Known>(
  contest.accounts.map((account) => [
    account.ingressId,
    {
      key: createSecretKey(account.authToken, 'utf8'),
      accountSid: account.accountSid,
      sipUser: account.sipUser,
      sipPassword: account.sipPassword,
      numbers: new Map(account.numbers.map((number, index) => [number, index % 2 === 0])),
    },
  ]),
);

function readFields(body: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const pair of body.split('&')) {
    const equals = pair.indexOf('=');
    const raw = pair.slice(equals + 1);
    const isPlain = !raw.includes('%') && !raw.includes('+');
    fields.set(pair.slice(0, equals), isPlain ? raw : decodeURIComponent(raw.replaceAll('+', ' ')));
  }
  return fields;
}

function isGenuine(account: Known, signature: unknown, url: string, fields: ReadonlyMap<string, string>): boolean {
  let data = url;
  for (const name of [...fields.keys()].sort()) data += name + (fields.get(name) ?? '');
  const expected = createHmac('sha1', account.key).update(data).digest();
  const given = Buffer.from(String(signature), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function twimlFor(ingressId: string, account: Known, called: string, ringsAgent: boolean): string {
  const hooks = `${contest.publicUrl}/webhooks/twilio/${ingressId}`;
  const action = `${hooks}/dial-ended?c=1.r.${called.slice(1)}..0.abcde#rc=1&amp;rp=ct,rt,5xx&amp;ct=1500&amp;rt=5000`;
  const callbacks = `statusCallback="${hooks}/status#rc=3&amp;rp=ct,rt,5xx&amp;ct=2000&amp;rt=4000&amp;tt=14000" statusCallbackEvent="initiated ringing answered completed"`;
  const noun = ringsAgent
    ? `<Sip username="${account.sipUser}" password="${account.sipPassword}" ${callbacks}>sip:${account.sipUser}@${contest.agentHost};transport=tcp?X-Trunkline-Called=%2B${called.slice(1)}</Sip>`
    : `<Number ${callbacks}>${contest.forwardedTo}</Number>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Dial action="${action}" answerOnBridge="true" timeout="25">${noun}</Dial></Response>`;
}

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = request.url ?? '';
  const ingressId = url.split('/')[3] ?? '';
  const account = known.get(ingressId);
  const fields = readFields(body);
  const called = fields.get('To') ?? '';
  const ringsAgent = account?.numbers.get(called);
  if (
    account === undefined ||
    ringsAgent === undefined ||
    !isGenuine(account, request.headers['x-twilio-signature'], contest.publicUrl + url, fields) ||
    fields.get('AccountSid') !== account.accountSid
  ) {
    response.writeHead(403).end();
    return;
  }
  const twiml = twimlFor(ingressId, account, called, ringsAgent);
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(twiml) });
  response.end(twiml);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('latin1')));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`A listens on http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
