import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disruption, FaultRules } from '../faults/fault-rules.js';
import type { Outcome, Reply, Vendor, VendorRequest } from './exchange.js';
import type { LogEntry, RequestLog } from './request-log.js';
import { isMutating } from './request-log.js';
import type { Violations } from './violations.js';

/** One answered request as an observer (a contract check, a test) sees it. */
export interface ObservedReply {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly operation: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True when a fault wrote the answer, so that nobody holds the vendor's contract against it. */
  readonly faulted: boolean;
}

export type ReplyListener = (reply: ObservedReply) => void;

export interface VendorDesk {
  answer(request: VendorRequest, conditions: { listLagMs: number; quotaFull: boolean }): Outcome;
  /** Accounts a request concerns, the caller's first; fault rules and the log go by them. */
  accountsOf(request: VendorRequest): readonly string[];
  /** The refusal when that many requests of an account are in flight, else undefined. */
  throttled(account: string, concurrent: number): Reply | undefined;
}

export interface GateParts {
  readonly desks: Readonly<Record<Vendor, VendorDesk>>;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly violations: Violations;
  readonly latencyMs: Record<Vendor, number>;
  readonly listeners: Set<ReplyListener>;
  /** Called after every request that may have changed the state. */
  readonly changed: () => void;
}

/** Every request to a vendor passes here: log, latency, faults, answer, faults again. */
export class VendorGate {
  constructor(private readonly parts: GateParts) {}

  async pass(request: VendorRequest, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { desks, faults, latencyMs, log } = this.parts;
    const { vendor, method, path, host } = request;
    const desk = desks[vendor];
    const accounts = desk.accountsOf(request);
    const started = performance.now();
    const params = [...new Set([...request.query.keys(), ...bodyNames(request)])];
    const account = accounts[0] ?? '';
    const entry = log.begin({ vendor, method, path, query: request.query.toString(), host, account, params });
    const plan = faults.plan({ vendor, method, path, host, accounts }, headerText(request, 'x-sandbox-fault'));
    const { disruption } = plan;
    entry.fault = disruption?.kind ?? null;
    try {
      const delay = latencyMs[vendor] + plan.latencyMs;
      if (delay > 0) await sleep(delay);
      if (disruption?.phase === 'before') {
        await this.disrupt(disruption, request, entry, incoming, response);
        return;
      }
      const throttled = desk.throttled(account, entry.concurrent);
      if (throttled) {
        this.send(request, entry, throttled, response, false);
        return;
      }
      const outcome = desk.answer(request, plan.conditions);
      entry.operation = outcome.operation;
      entry.reachedVendor = true;
      if (outcome.violation !== null) {
        this.parts.violations.add({ vendor, method, path, host, account, detail: outcome.violation });
      }
      if (isMutating(entry)) this.parts.changed();
      if (disruption?.act.kind === 'cut') await cut(outcome.reply, response);
      else if (disruption) await this.disrupt(disruption, request, entry, incoming, response);
      else this.send(request, entry, outcome.reply, response, false);
    } finally {
      log.end(entry, response.headersSent ? response.statusCode : null, performance.now() - started);
    }
  }

  private async disrupt(
    { act, ms }: Disruption,
    request: VendorRequest,
    entry: LogEntry,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (act.kind === 'reply') {
      this.send(request, entry, act.make(request.vendor), response, true);
      return;
    }
    if (act.kind === 'hold') await heldOpen(incoming, ms);
    incoming.socket.resetAndDestroy();
  }

  private send(
    request: VendorRequest,
    entry: LogEntry,
    reply: Reply,
    response: ServerResponse,
    faulted: boolean,
  ): void {
    const concurrent = request.vendor === 'twilio' ? { 'Twilio-Concurrent-Requests': String(entry.concurrent) } : {};
    const headers = { ...reply.headers, ...concurrent };
    response.writeHead(reply.status, { ...headers, 'Content-Length': Buffer.byteLength(reply.bytes ?? reply.body) });
    response.end(reply.bytes ?? reply.body);
    const { vendor, method, path, host } = request;
    const { status, body } = reply;
    for (const listener of this.parts.listeners) {
      listener({ vendor, method, path, host, operation: entry.operation, status, headers, body, faulted });
    }
  }
}

/** Sends the first half of an answer and breaks the connection. */
async function cut({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  await new Promise<void>((resolve) => {
    response.write(bytes.subarray(0, bytes.length >> 1), () => {
      resolve();
    });
  });
  response.socket?.destroy();
}

const LONGEST_HOLD_MS = 3_600_000;

/** Until the given time is over or the other side has gone, whichever is first. */
async function heldOpen(incoming: IncomingMessage, ms: number | undefined): Promise<void> {
  const gone = new AbortController();
  incoming.socket.once('close', () => {
    gone.abort();
  });
  if (incoming.socket.destroyed) return;
  await sleep(ms ?? LONGEST_HOLD_MS, undefined, { signal: gone.signal, ref: false }).catch(() => undefined);
}

function headerText(request: VendorRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function bodyNames(request: VendorRequest): Iterable<string> {
  return request.vendor === 'twilio' ? new URLSearchParams(request.body).keys() : [];
}
