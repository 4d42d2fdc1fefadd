import { checkTwiml } from '../twiml/check-twiml.js';
import type { XmlElement } from '../twiml/read-xml.js';
import { deliveryOf } from '../webhooks/connection-overrides.js';
import type { Delivered, Params } from '../webhooks/webhook-client.js';
import { deliver } from '../webhooks/webhook-client.js';
import { callParams } from './call-params.js';
import type { Exchange } from './exchange.js';
import { alert, violation } from './exchange.js';
import type { LiveCall } from './live-call.js';

/** A TwiML document in hand, and the URL that its relative URLs start from. */
export interface Page {
  readonly root: XmlElement;
  readonly url: string;
}

export interface PageRequest {
  /** What for, in the history: voice, action, redirect, refer, whisper … */
  readonly purpose: string;
  readonly url: string;
  readonly method: string;
  readonly params?: Params;
  /** Asked instead when the first one fails. */
  readonly fallback?: { readonly url: string; readonly method: string } | undefined;
}

/** Twilio speaks an apology and hangs up: nobody could tell it what to do. */
export class ApplicationError extends Error {
  constructor(readonly code: number) {
    super(`application error ${code}`);
  }
}

const MOST_BYTES = 64 * 1024;
const MOST_DOCUMENTS = 500;
const XML_TYPES = /^(?:text|application)\/xml\b/i;

/** Asks the application what to do; when it fails, its fallback with ErrorCode and ErrorUrl. Throws ApplicationError. */
export async function fetchPage(exchange: Exchange, call: LiveCall, request: PageRequest): Promise<Page> {
  try {
    return await fetchOne(exchange, call, request);
  } catch (error) {
    const { fallback } = request;
    if (!(error instanceof ApplicationError) || fallback === undefined || fallback.url === '') throw error;
    const params: Params = [
      ...(request.params ?? []),
      ['ErrorCode', String(error.code)],
      ['ErrorUrl', request.url.replace(/#.*$/s, '')],
    ];
    return fetchOne(exchange, call, { purpose: 'fallback', ...fallback, params });
  }
}

async function fetchOne(exchange: Exchange, call: LiveCall, request: PageRequest): Promise<Page> {
  const { url: configured, method } = request;
  call.documents += 1;
  if (call.documents > MOST_DOCUMENTS)
    throw failed(exchange, call, request, 11_215, 'the call asks for TwiML for ever');
  const params = [...callParams(call), ...(request.params ?? [])];
  const delivered = await send(exchange, call, request.purpose, configured, method, params);
  const { answer, code } = delivered;
  if (code !== undefined || answer === undefined) {
    throw failed(exchange, call, request, code ?? 11_205, `no usable answer (${outcomeOf(delivered)})`);
  }
  if (answer.bytes > MOST_BYTES) throw failed(exchange, call, request, 11_750, 'the document is longer than 64 KB');
  if (answer.body === '' && answer.status === 204) return pageOf(exchange, call, request, '<Response/>', delivered.url);
  if (!XML_TYPES.test(answer.contentType)) {
    violation(exchange, call.account, configured, method, `TwiML sent as ${answer.contentType || 'nothing'}`);
    throw failed(exchange, call, request, 12_300, `content type ${answer.contentType}`);
  }
  return pageOf(exchange, call, request, answer.body, delivered.url);
}

/** Holds a document against TwiML's grammar. What is wrong with it is an alert and a violation, also where the call goes on. */
export function pageOf(exchange: Exchange, call: LiveCall, request: PageRequest, text: string, url: string): Page {
  const { root, problems } = checkTwiml(text);
  for (const { code, fatal, detail } of problems) {
    violation(exchange, call.account, request.url, request.method, `${code}: ${detail}`);
    if (!fatal)
      alert(exchange, call, { code, text: detail, level: 'warning', url: request.url, method: request.method });
  }
  if (root) return { root, url };
  const fatal = problems.find((problem) => problem.fatal);
  throw failed(exchange, call, request, fatal?.code ?? 12_100, fatal?.detail ?? 'no document');
}

function failed(
  exchange: Exchange,
  call: LiveCall,
  request: PageRequest,
  code: number,
  text: string,
): ApplicationError {
  alert(exchange, call, { code, text, url: request.url, method: request.method });
  return new ApplicationError(code);
}

const outcomeOf = ({ attempts }: Delivered): string => {
  const last = attempts.at(-1);
  return last?.error ?? `status ${last?.status ?? 'none'}`;
};

/** One signed webhook, written into the call's history with its answer. */
export async function send(
  exchange: Exchange,
  call: LiveCall,
  purpose: string,
  configured: string,
  method: string,
  params: Params,
  idempotencyToken?: string,
): Promise<Delivered> {
  const target = deliveryOf(configured, exchange.delivery);
  for (const problem of target.problems) {
    violation(exchange, call.account, configured, method, `connection override ${problem}`);
  }
  if (/^https?:\/\/[^/?#]*_/i.test(target.url)) {
    violation(exchange, call.account, configured, method, 'an underscore in the host name');
    return { attempts: [], answer: undefined, url: target.url, code: 11_210 };
  }
  const authToken = call.account.authToken;
  const webhook = { method: method.toUpperCase(), target, params, authToken, idempotencyToken };
  const delivered = await deliver(webhook, exchange.resolve);
  const { attempts, answer, code } = delivered;
  call.note('webhook', {
    purpose,
    method: method.toUpperCase(),
    url: target.url,
    params: Object.fromEntries(params),
    attempts: attempts.map((attempt) => ({ ...attempt })),
    status: answer?.status ?? null,
    answer: withoutSecrets(answer?.body ?? '').slice(0, MOST_BYTES),
    errorCode: code ?? null,
  });
  return delivered;
}

/** SIP passwords stand in TwiML in the clear; the history is for reading, not for keeping them. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/(\bpassword\s*=\s*)(?:"[^"]*"|'[^']*')/gi, '$1"***"');
}
