import type { Behaviour } from '../calls/behaviour.js';
import type { Pace } from '../calls/clock.js';
import type { CallRecord } from '../calls/call-records.js';
import { startInbound } from '../calls/start-inbound.js';
import type { Disorder } from '../calls/disorder.js';
import { ORDERLY } from '../calls/disorder.js';
import type { LiveCall } from '../calls/live-call.js';
import type { InboundWish } from '../calls/place-call.js';
import type { Json, JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import { asJson } from '../world.js';
import { accountIn } from './account-routes.js';
import * as read from './read.js';
import type { ControlRequest, ControlRoute } from './route.js';
import { ControlError, route, slowRoute } from './route.js';

const CALL_FIELDS = [
  'to',
  'from',
  'origin',
  'callerName',
  'forwardedFrom',
  'uui',
  'sipHeaders',
  'applicationSid',
  'parameters',
  'script',
  'disorder',
  'startsAt',
  'wait',
  'count',
  'ratePerSecond',
];
const OUTCOMES = ['answer', 'busy', 'fail', 'silent', 'reject'] as const;
const PACES: readonly Pace[] = ['instant', 'real', 'manual'];

function textMap(body: JsonObject, name: string): [string, string][] {
  return Object.entries(read.optionalObject(body, name) ?? {}).map(([key, value]): [string, string] => {
    if (typeof value !== 'string') throw new ControlError(400, `${name}.${key} must be a string`);
    return [key, value];
  });
}

function texts(body: JsonObject, name: string): string[] {
  const values = body[name] === undefined ? [] : read.list(body, name);
  return values.map((value) => {
    if (typeof value !== 'string') throw new ControlError(400, `${name} must be a list of strings`);
    return value;
  });
}

function disorderIn(body: JsonObject | undefined): Disorder | undefined {
  if (body === undefined) return undefined;
  read.only(body, Object.keys(ORDERLY));
  return {
    seed: read.optionalNumber(body, 'seed') ?? ORDERLY.seed,
    double: read.optionalNumber(body, 'double') ?? 0,
    lose: read.optionalNumber(body, 'lose') ?? 0,
    shuffle: read.optionalFlag(body, 'shuffle') ?? false,
    lateMs: read.optionalNumber(body, 'lateMs') ?? 0,
  };
}

function momentIn(body: JsonObject, name: string): number | undefined {
  const value = read.optionalText(body, name);
  if (value === undefined) return undefined;
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw new ControlError(400, `${name} must be a date`);
  return at;
}

/** Headers arrive as parameters named after them; the SIP side's own facts stand beside them. */
function sipParams(body: JsonObject, from: string): [string, string][] {
  const uui = read.optionalText(body, 'uui');
  const headers: [string, string][] = [
    ...textMap(body, 'sipHeaders'),
    ...(uui === undefined ? [] : [['User-to-User', uui] as [string, string]]),
  ];
  const host = /@([^;>:]+)/.exec(from)?.[1] ?? 'sandbox.sip.twilio.com';
  return [
    ['SipDomain', host],
    ['SipCallId', `${Date.now().toString(36)}@${host}`],
    ['SipSourceIp', '192.0.2.10'],
    ...headers.map(([name, value]): [string, string] => [`SipHeader_${name}`, value]),
  ];
}

function wishIn(body: JsonObject): InboundWish {
  read.only(body, CALL_FIELDS);
  const script = read.optionalObject(body, 'script') ?? {};
  read.only(script, ['hangsUpAfterSeconds', 'digits', 'recordSeconds']);
  const origin = read.choice(body, 'origin', ['pstn', 'sip', 'client'] as const) ?? 'pstn';
  const from = read.text(body, 'from');
  return {
    to: read.text(body, 'to'),
    from: origin === 'client' && !from.startsWith('client:') ? `client:${from}` : from,
    origin,
    callerName: read.optionalText(body, 'callerName') ?? '',
    forwardedFrom: read.optionalText(body, 'forwardedFrom') ?? '',
    extraParams: origin === 'sip' ? sipParams(body, from) : textMap(body, 'parameters'),
    digits: texts(script, 'digits'),
    recordSeconds: read.optionalNumber(script, 'recordSeconds') ?? 5,
    hangsUpAfterSeconds: read.optionalNumber(script, 'hangsUpAfterSeconds') ?? null,
    startsAt: momentIn(body, 'startsAt'),
    disorder: disorderIn(read.optionalObject(body, 'disorder')),
  };
}

const MOST_AT_ONCE = 64;

const summary = (record: CallRecord): JsonObject => ({
  callSid: record.sid,
  accountSid: record.accountSid,
  status: record.status,
  duration: record.duration,
});

async function placeCalls({ body, parts }: ControlRequest): Promise<Json> {
  const wish = wishIn(body);
  const count = read.optionalNumber(body, 'count');
  const perSecond = read.optionalNumber(body, 'ratePerSecond');
  const start = (index: number): LiveCall => {
    const disorder = wish.disorder && { ...wish.disorder, seed: wish.disorder.seed + index };
    const placed = startInbound(parts.exchange, { ...wish, disorder }, read.optionalText(body, 'applicationSid'));
    if (typeof placed === 'string') throw new ControlError(404, placed);
    return placed;
  };
  // Only the records are kept: thousands of calls with their histories would not fit.
  const records: CallRecord[] = [];
  const lasting = new Set<Promise<void>>();
  const began = performance.now();
  for (let index = 0; index < (count ?? 1); index += 1) {
    const due = perSecond === undefined ? 0 : began + (index * 1000) / perSecond - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    const call = start(index);
    records.push(call.record);
    const ended = call.done.finally(() => lasting.delete(ended));
    lasting.add(ended);
    // A call at another pace ends when time passes, which nobody may be waiting for here.
    if (lasting.size >= MOST_AT_ONCE && parts.exchange.clock.pace === 'instant') await Promise.race(lasting);
  }
  if (read.optionalFlag(body, 'wait') ?? false) await Promise.all(lasting);
  return count === undefined ? summary(records[0] as CallRecord) : { count, calls: records.map(summary) };
}

function liveCall({ parts, path }: ControlRequest): LiveCall {
  const call = parts.exchange.calls.live.get(path('callSid'));
  if (!call) throw new ControlError(404, `no call ${path('callSid')}`);
  return call;
}

function story(call: LiveCall): JsonObject {
  return {
    call: asJson(call.record),
    history: call.history as readonly Json[],
    legs: call.legs.map(story),
  };
}

async function showCall(request: ControlRequest): Promise<Json> {
  const call = liveCall(request);
  if (request.query.get('wait') === '1') await call.done;
  return story(call);
}

const CALLEE_FIELDS = ['address', 'outcome', 'afterSeconds', 'talkSeconds', 'hangsUp', 'refer', 'digits'];

function tellCallee({ body, parts }: ControlRequest): Json {
  read.only(body, CALLEE_FIELDS);
  const refer = read.optionalObject(body, 'refer');
  if (refer) read.only(refer, ['to', 'afterSeconds']);
  const wishes = {
    outcome: read.choice(body, 'outcome', OUTCOMES),
    afterSeconds: read.optionalNumber(body, 'afterSeconds'),
    talkSeconds: body['talkSeconds'] === null ? null : read.optionalNumber(body, 'talkSeconds'),
    hangsUp: read.choice(body, 'hangsUp', ['caller', 'callee'] as const),
    refer: refer && { to: read.text(refer, 'to'), afterSeconds: read.optionalNumber(refer, 'afterSeconds') ?? 5 },
    digits: body['digits'] === undefined ? undefined : texts(body, 'digits'),
  };
  const given = Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
  return asJson(parts.exchange.callees.tell(read.text(body, 'address'), given as Partial<Behaviour>));
}

const clockState = ({ parts }: ControlRequest): JsonObject => ({
  now: new Date(parts.exchange.clock.now()).toISOString(),
  pace: parts.exchange.clock.pace,
});

function setHosts({ body, parts }: ControlRequest): Json {
  for (const [origin, address] of textMap({ hosts: body }, 'hosts')) {
    if (!URL.canParse(origin) || !URL.canParse(address))
      throw new ControlError(400, `${origin} and ${address} must be URLs`);
    parts.exchange.hosts.set(new URL(origin).origin, new URL(address).origin);
  }
  return Object.fromEntries(parts.exchange.hosts);
}

function setDelivery({ body, parts }: ControlRequest): Json {
  read.only(body, ['connectMs', 'readMs', 'totalMs']);
  const { delivery } = parts.exchange;
  parts.exchange.delivery = {
    ...delivery,
    connectMs: read.optionalNumber(body, 'connectMs') ?? delivery.connectMs,
    readMs: read.optionalNumber(body, 'readMs') ?? delivery.readMs,
    totalMs: read.optionalNumber(body, 'totalMs') ?? delivery.totalMs,
  };
  return asJson(parts.exchange.delivery);
}

export const CALL_ROUTES: readonly ControlRoute[] = [
  slowRoute('POST', '/calls', placeCalls, 201),
  route('GET', '/calls', ({ parts }) => [...parts.exchange.calls.live.values()].map(({ record }) => summary(record))),
  slowRoute('GET', '/calls/:callSid', showCall),
  route('POST', '/calls/:callSid/hang-up', (request) => {
    const call = liveCall(request);
    call.timeline.interrupt({ kind: 'caller-hung-up' });
    return summary(call.record);
  }),
  route('GET', '/callees', ({ parts }) => asJson(parts.exchange.callees.list())),
  route('PUT', '/callees', tellCallee),
  route('DELETE', '/callees', ({ parts }) => {
    parts.exchange.callees.forget();
    return { ok: true };
  }),
  route('GET', '/clock', clockState),
  route('PUT', '/clock', (request) => {
    read.only(request.body, ['now', 'pace']);
    request.parts.exchange.clock.set(momentIn(request.body, 'now'), read.choice(request.body, 'pace', PACES));
    return clockState(request);
  }),
  slowRoute('POST', '/clock/advance', async (request) => {
    read.only(request.body, ['seconds']);
    await request.parts.exchange.clock.advance((read.optionalNumber(request.body, 'seconds') ?? 0) * 1000);
    return clockState(request);
  }),
  route('PUT', '/hosts', setHosts),
  route('PUT', '/webhooks', setDelivery),
  route('PUT', '/accounts/:accountSid/callbacks', (request) => {
    const disorder = disorderIn(isJsonObject(request.body) ? request.body : undefined) ?? ORDERLY;
    request.parts.exchange.disorder.set(accountIn(request).sid, disorder);
    return asJson(disorder);
  }),
];
