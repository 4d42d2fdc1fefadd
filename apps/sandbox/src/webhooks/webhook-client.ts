import { randomUUID } from 'node:crypto';
import type { Target } from './connection-overrides.js';
import type { HttpAnswer } from './http-exchange.js';
import { HttpFailure, httpExchange } from './http-exchange.js';
import { signature } from './signature.js';

export type Params = readonly (readonly [name: string, value: string])[];

export interface Webhook {
  readonly method: string;
  readonly target: Target;
  readonly params: Params;
  /** The account's primary auth token: what the request is signed with. */
  readonly authToken: string;
  /** Set when the same event is sent again; a request of its own gets a new one. */
  readonly idempotencyToken?: string | undefined;
}

/** One HTTP request of a webhook: retries and redirects make several. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
}

export interface Delivered {
  readonly attempts: readonly Attempt[];
  /** The last answer, whatever its status; undefined when none came. */
  readonly answer: HttpAnswer | undefined;
  /** Where the answer came from, after redirects: what relative URLs in it are resolved against. */
  readonly url: string;
  /** Twilio's error code when the webhook failed, else undefined. */
  readonly code: 11_200 | 11_205 | 11_210 | 11_215 | undefined;
}

const MOST_REDIRECTS = 10;

/** Maps an origin that the world knows to the address where it listens here. */
export type Resolve = (origin: string) => string;

/** Sends one webhook as Twilio would: signed, with its retries and redirects. It never throws for what the other side does. */
export async function deliver(webhook: Webhook, resolve: Resolve): Promise<Delivered> {
  const { delivery } = webhook.target;
  const deadline = performance.now() + delivery.totalMs;
  const attempts: Attempt[] = [];
  // The same token on every try of one request is how a receiver tells a retry from a second event.
  const token = webhook.idempotencyToken ?? randomUUID();
  for (let tried = 0; ; tried += 1) {
    const outcome = await follow(webhook, token, deadline, attempts, resolve);
    const isLast = tried >= delivery.retries || performance.now() >= deadline;
    if (outcome.code === undefined || isLast || !isRetried(delivery.retryOn, outcome.failure)) {
      return { attempts, answer: outcome.answer, url: outcome.url, code: outcome.code };
    }
  }
}

interface Followed {
  readonly answer: HttpAnswer | undefined;
  readonly url: string;
  readonly code: Delivered['code'];
  /** In the words of the connection overrides. */
  readonly failure: 'ct' | 'rt' | '4xx' | '5xx' | undefined;
}

function isRetried(retryOn: readonly string[], failure: Followed['failure']): boolean {
  return failure !== undefined && (retryOn.includes('all') || retryOn.includes(failure));
}

async function follow(
  webhook: Webhook,
  token: string,
  deadline: number,
  attempts: Attempt[],
  resolve: Resolve,
): Promise<Followed> {
  let { method, params } = webhook;
  let { url } = webhook.target;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const started = performance.now();
    const note = (status: number | null, error: string | null): void => {
      attempts.push({ method, url, status, error, ms: Math.round(performance.now() - started) });
    };
    let answer: HttpAnswer;
    try {
      answer = await request(webhook, method, url, params, token, deadline, resolve);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      note(null, error.message);
      const code = error.kind === 'dns' ? 11_210 : 11_205;
      return { answer: undefined, url, code, failure: error.kind === 'read' ? 'rt' : 'ct' };
    }
    note(answer.status, null);
    const { status, location } = answer;
    if (status < 300) return { answer, url, code: undefined, failure: undefined };
    if (location === undefined || status >= 400) {
      return { answer, url, code: 11_200, failure: status >= 500 ? '5xx' : '4xx' };
    }
    if (status !== 307 && status !== 308) {
      // As browsers do it: what was posted is lost.
      method = 'GET';
      params = [];
    }
    url = new URL(location, url).toString();
  }
  return { answer: undefined, url, code: 11_215, failure: undefined };
}

async function request(
  webhook: Webhook,
  method: string,
  url: string,
  params: Params,
  token: string,
  deadline: number,
  resolve: Resolve,
): Promise<HttpAnswer> {
  const isPost = method === 'POST';
  const form = new URLSearchParams(params.map(([name, value]): [string, string] => [name, value])).toString();
  const full = isPost || form === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${form}`;
  const { origin, host, username, password } = new URL(full);
  const { connectMs, readMs } = webhook.target.delivery;
  return httpExchange({
    method,
    address: resolve(origin) + full.slice(/^https?:\/\/[^/?#]*/i.exec(full)?.[0].length ?? 0),
    body: isPost ? form : '',
    connectMs,
    readMs: Math.max(1, Math.min(readMs, deadline - performance.now())),
    headers: {
      Host: host,
      Accept: '*/*',
      'User-Agent': 'TwilioProxy/1.1',
      'X-Home-Region': 'us1',
      'I-Twilio-Idempotency-Token': token,
      'X-Twilio-Signature': signature(webhook.authToken, full, isPost ? params : []),
      ...(username === '' ? {} : { Authorization: basic(username, password) }),
      ...(isPost ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
    },
  });
}

/** User info of a URL is sent as Basic credentials, which is all that Twilio does with it. */
function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
