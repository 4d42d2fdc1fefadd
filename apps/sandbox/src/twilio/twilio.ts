import type { Exchange } from '../calls/exchange.js';
import type { JsonObject } from '../json.js';
import type { Conditions, Outcome, Reply, VendorRequest } from '../http/exchange.js';
import { newSid } from '../store/ids.js';
import type { TwilioStore } from '../store/twilio-store.js';
import { accountsOf } from './accounts-of.js';
import { authenticate } from './authenticate.js';
import { notFound, TwilioError } from './errors.js';
import { readInput } from './input.js';
import { recordingMedia } from './recordings.js';
import type { Operation, Result, TwilioHost } from './operation.js';
import { DIALECT } from './operation.js';
import { OPERATIONS } from './operations.js';
import { renderPage } from './paging.js';
import { resolveAccount } from './resolve-account.js';
import { Router } from './router.js';
import { toXml } from './xml.js';

const HOSTS: Readonly<Record<string, TwilioHost>> = {
  'api.twilio.com': 'api',
  'monitor.twilio.com': 'monitor',
  'trunking.twilio.com': 'trunking',
};

/** `api.dublin.ie1.twilio.com` is the same API in another region; the sandbox has one region. */
function withoutRegion(host: string): string {
  return host.toLowerCase().replace(/^([a-z]+)\.(?:[a-z0-9-]+\.)*twilio\.com$/, '$1.twilio.com');
}

/** Paths alone are ambiguous over Twilio's hosts, so they decide only when no host was named. */
function hostOf(request: VendorRequest): TwilioHost | undefined {
  if (request.host !== '') return HOSTS[withoutRegion(request.host)];
  if (request.path.startsWith('/2010-04-01/')) return 'api';
  if (request.path.startsWith('/v1/Alerts')) return 'monitor';
  return request.path.startsWith('/v1/Trunks') ? 'trunking' : undefined;
}

/** A recording's URL with the suffix of a sound file, or with none. */
const MEDIA = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Recordings\/(RE[0-9a-f]{32})(?:\.wav)?$/;

export class TwilioVendor {
  private readonly router = new Router(OPERATIONS);

  constructor(
    private readonly store: TwilioStore,
    private readonly exchange: Exchange,
  ) {}

  answer(request: VendorRequest, conditions: Conditions): Outcome {
    return this.media(request) ?? this.call(request, conditions);
  }

  /** Sound files are for whoever has the URL: without the account's own setting Twilio asks for no credentials here. */
  private media(request: VendorRequest): Outcome | undefined {
    const recordingSid = request.method === 'GET' ? MEDIA.exec(request.path)?.[1] : undefined;
    if (recordingSid === undefined || hostOf(request) !== 'api') return undefined;
    const wav = recordingMedia(this.exchange, recordingSid);
    const answered = wav
      ? { status: 200, headers: { ...vendorHeaders(), 'Content-Type': 'audio/x-wav' }, body: '', bytes: wav }
      : reply(404, notFound(request.path).envelope, false);
    return { reply: answered, operation: 'recording media', violation: null };
  }

  private call(request: VendorRequest, conditions: Conditions): Outcome {
    const json = request.path.endsWith('.json');
    const path = json ? request.path.slice(0, -'.json'.length) : request.path;
    const host = hostOf(request);
    const matches = host === undefined ? [] : this.router.find(host, path);
    const match = matches.find(({ operation }) => operation.method === request.method);
    const operation = match?.operation ?? null;
    const xml = host === 'api' && !json;
    try {
      const actor = authenticate(this.store, request.headers);
      if (!match) {
        if (matches.length > 0) throw new TwilioError(20004, undefined, `${request.method} is not allowed here`);
        throw new TwilioError(20404, notFound(request.path).message, 'unknown endpoint');
      }
      // The subdomain APIs have no suffix; with one, the path is simply another.
      if (host !== 'api' && json) throw new TwilioError(20404, notFound(request.path).message, 'stray .json suffix');
      const account = resolveAccount(this.store, actor, match);
      const { operation: op } = match;
      const input = readInput(paramsOf(request, op), op.params, op.required);
      const result = op.handle({
        store: this.store,
        exchange: this.exchange,
        actor: actor.account,
        account,
        path: (name) => match.path.get(name) ?? '',
        input,
        baseUrl: request.baseUrl,
        quotaFull: conditions.quotaFull,
      });
      const reply = this.render(op, result, request, input, conditions, xml);
      return { reply, operation: op.id, violation: xml ? 'no .json suffix: Twilio answers in XML' : null };
    } catch (error) {
      if (!(error instanceof TwilioError)) throw error;
      const body = error.envelope;
      const violation = error.violation;
      return {
        reply: reply(error.status, body, xml && match !== undefined),
        operation: operation?.id ?? null,
        violation,
      };
    }
  }

  accountsOf(request: VendorRequest): readonly string[] {
    return accountsOf(this.store, request);
  }

  throttled(account: string, concurrent: number): Reply | undefined {
    const limit = this.store.account(account)?.limits.concurrentRequests ?? Infinity;
    return concurrent > limit ? reply(429, new TwilioError(20429).envelope, false) : undefined;
  }

  private render(
    operation: Operation,
    result: Result,
    request: VendorRequest,
    input: ReturnType<typeof readInput>,
    conditions: Conditions,
    xml: boolean,
  ): Reply {
    if (result.kind === 'empty') return { status: 204, headers: vendorHeaders(), body: '' };
    if (result.kind === 'body') return reply(result.status, result.body, xml);
    const page = renderPage(DIALECT[operation.host], {
      key: result.key,
      entries: result.entries,
      input,
      path: request.path,
      query: request.query,
      baseUrl: request.baseUrl,
      listLagMs: conditions.listLagMs,
    });
    return reply(200, page, xml);
  }
}

/** GET and DELETE carry parameters in the query, POST in a form body; a POST's query counts too, and strictly. */
function paramsOf(request: VendorRequest, operation: Operation): URLSearchParams {
  const params = new URLSearchParams(request.query);
  if (operation.method === 'POST') {
    const type = request.headers['content-type'] ?? '';
    if (request.body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
      throw new TwilioError(20001, 'The body must be form-urlencoded', `content type ${type}`);
    }
    for (const [name, value] of new URLSearchParams(request.body)) params.append(name, value);
  }
  return params;
}

function vendorHeaders(): Record<string, string> {
  return { 'Twilio-Request-Id': newSid('RQ'), 'Twilio-Request-Duration': '0.001' };
}

function reply(status: number, body: JsonObject, xml: boolean): Reply {
  const headers = vendorHeaders();
  return xml
    ? { status, headers: { ...headers, 'Content-Type': 'application/xml' }, body: toXml(body) }
    : { status, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
