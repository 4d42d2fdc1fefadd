import type { Json } from '../json.js';
import { FAULT_KINDS, isFaultKind } from '../faults/kinds.js';
import type { FaultSpec } from '../faults/fault-rules.js';
import type { LogEntry, LogFilter } from '../http/request-log.js';
import { asJson } from '../world.js';
import * as read from './read.js';
import type { ControlRequest, ControlRoute } from './route.js';
import { ControlError, route } from './route.js';

const FAULT_FIELDS = ['kind', 'vendor', 'method', 'path', 'host', 'account', 'times', 'skip', 'afterMs', 'ms'];

function faultSpec({ body }: ControlRequest): FaultSpec {
  read.only(body, FAULT_FIELDS);
  const kind = read.text(body, 'kind');
  if (!isFaultKind(kind)) throw new ControlError(400, `kind must be one of ${Object.keys(FAULT_KINDS).join(', ')}`);
  const path = read.optionalText(body, 'path');
  if (path !== undefined) compile(path);
  const spec = {
    vendor: read.choice(body, 'vendor', ['twilio', 'livekit'] as const),
    method: read.optionalText(body, 'method'),
    path,
    host: read.optionalText(body, 'host'),
    account: read.optionalText(body, 'account'),
    times: read.optionalNumber(body, 'times'),
    skip: read.optionalNumber(body, 'skip'),
    afterMs: read.optionalNumber(body, 'afterMs'),
    ms: read.optionalNumber(body, 'ms'),
  };
  const given = Object.entries(spec).filter(([, value]) => value !== undefined);
  return { kind, ...Object.fromEntries(given) };
}

function compile(pattern: string): void {
  try {
    RegExp(pattern);
  } catch {
    throw new ControlError(400, `path is not a regular expression: ${pattern}`);
  }
}

function logFilter({ query }: ControlRequest): LogFilter {
  const path = query.get('path') ?? undefined;
  if (path !== undefined) compile(path);
  const mutating = query.get('mutating');
  const since = query.get('since');
  return {
    vendor: query.get('vendor') ?? undefined,
    account: query.get('account') ?? undefined,
    method: query.get('method') ?? undefined,
    operation: query.get('operation') ?? undefined,
    path,
    mutating: mutating === null ? undefined : mutating === '1',
    sinceId: since === null ? undefined : Number(since),
  };
}

function summary(entries: readonly LogEntry[]): Json {
  const tally = (nameOf: (entry: LogEntry) => string) => {
    const counts: Record<string, number> = {};
    for (const entry of entries) counts[nameOf(entry)] = (counts[nameOf(entry)] ?? 0) + 1;
    return counts;
  };
  return {
    count: entries.length,
    peakConcurrent: entries.reduce((peak, entry) => Math.max(peak, entry.concurrent), 0),
    byMethod: tally((entry) => entry.method),
    byOperation: tally((entry) => entry.operation ?? 'none'),
    byStatus: tally((entry) => String(entry.status ?? 'none')),
    lastId: entries.at(-1)?.id ?? 0,
  };
}

export const OBSERVATION_ROUTES: readonly ControlRoute[] = [
  route('GET', '/faults', ({ parts }) => asJson(parts.faults.list())),
  route('POST', '/faults', (request) => asJson(request.parts.faults.add(faultSpec(request))), 201),
  route('DELETE', '/faults', ({ parts }) => {
    parts.faults.clear();
    return { ok: true };
  }),
  route('DELETE', '/faults/:faultId', ({ parts, path }) => {
    if (!parts.faults.remove(path('faultId'))) throw new ControlError(404, `no fault ${path('faultId')}`);
    return { ok: true };
  }),
  route('GET', '/requests', (request) => {
    const entries = request.parts.log.find(logFilter(request));
    return { ...(summary(entries) as object), requests: asJson(entries) } as Json;
  }),
  route('GET', '/requests/count', (request) => summary(request.parts.log.find(logFilter(request)))),
  route('DELETE', '/requests', ({ parts }) => {
    parts.log.clear();
    return { ok: true };
  }),
  route('GET', '/violations', ({ parts }) => {
    const violations = parts.violations.list();
    return { count: violations.length, violations: asJson(violations) };
  }),
  route('DELETE', '/violations', ({ parts }) => {
    parts.violations.clear();
    return { ok: true };
  }),
];
