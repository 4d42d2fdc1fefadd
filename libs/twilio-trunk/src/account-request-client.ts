import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type twilio from 'twilio';
import type { HttpAnswer, HttpRequest, HttpTransport } from './http-transport.js';
import type { Timing } from './retry.js';
import { retryAfterMs, sendWithRetries } from './retry.js';
import type { KeyedSemaphore } from './semaphore.js';
import {
  codeOf,
  describeCall,
  isRecord,
  messageOf,
  toFailedCall,
  toTwilioError,
  unavailable,
} from './to-twilio-error.js';
import { TwilioError, type TwilioErrorCode } from './twilio-error.js';

type SdkAnswer<T> = import('twilio/lib/http/response.js').default<T>;

/** What all accounts share. */
export interface RequestContext {
  readonly transport: HttpTransport;
  readonly limits: KeyedSemaphore;
  readonly timing: Timing;
  /** Where requests go instead of to Twilio; the host they were meant for travels in `x-twilio-host`. Null: to Twilio itself. */
  readonly baseUrl: URL | null;
  /** Told of every try of every request when it is over. */
  readonly onCall: (call: TwilioCall) => void;
}

/** One try of one request to Twilio, for whoever measures. */
export interface TwilioCall {
  /** Method, host and path, with SIDs replaced by their kind. */
  readonly operation: string;
  readonly outcome: 'ok' | TwilioErrorCode;
  readonly seconds: number;
}

/** An answer, and what it means: its JSON object (undefined for an empty 204), or the failure that it is. */
interface ReadAnswer extends HttpAnswer {
  readonly meaning: { readonly body: unknown } | TwilioError;
}

/**
 * The SDK's HTTP client for one account, with everything behind the SDK's typed calls replaced: transport, concurrency limit,
 * retries and errors. Anything but a 2xx with a JSON object (204 may be empty) is thrown as `TwilioError`, so the SDK never
 * builds an error of its own from an answer.
 *
 * It is not a subclass of the SDK's `RequestClient`: that one keeps the last request in memory, Authorization header included,
 * and its constructor reads HTTP_PROXY and TWILIO_CA_BUNDLE. The SDK calls nothing but `request`.
 */
export class AccountRequestClient implements Pick<twilio.RequestClient, 'request'> {
  constructor(
    private readonly accountSid: string,
    private readonly context: RequestContext,
  ) {}

  async request<T>(options: RequestClient.RequestOptions<T>): Promise<SdkAnswer<T>> {
    const { limits, timing, baseUrl } = this.context;
    const url = targetOf(options.uri, options.params, baseUrl);
    const method = options.method.toUpperCase();
    const call = describeCall(method, url.meant);
    const request = {
      method,
      url: url.actual,
      headers: headersOf(options, url.meant.host, baseUrl !== null),
      body: isRecord(options.data) ? encodeForm(options.data).toString() : null,
    };
    // The permit is kept while waiting to try again: when Twilio says "too many at once", the account should do less at once.
    const answer = await limits.run(this.accountSid, async () => {
      try {
        return await sendWithRetries(
          () => this.#tryOnce(request, call, options.password ?? ''),
          method === 'GET',
          timing,
        );
      } catch (error) {
        throw toTwilioError(error, call);
      }
    });
    if (answer.meaning instanceof TwilioError) throw answer.meaning;
    return { statusCode: answer.status, body: answer.meaning.body as T, headers: answer.headers };
  }

  async #tryOnce(request: HttpRequest, call: string, password: string): Promise<ReadAnswer> {
    const { transport, timing, onCall } = this.context;
    const started = performance.now();
    let outcome: TwilioCall['outcome'] = 'twilio.unavailable';
    try {
      const answer = await transport.exchange(request);
      const meaning = meaningOf(answer, call, [password], timing);
      outcome = meaning instanceof TwilioError ? meaning.code : 'ok';
      return { ...answer, meaning };
    } finally {
      onCall({ operation: call, outcome, seconds: (performance.now() - started) / 1000 });
    }
  }
}

interface Target {
  readonly meant: URL;
  readonly actual: URL;
}

/**
 * Where a request goes. The SDK also follows absolute `next_page_url`s out of Twilio's answers, so the host is checked here, for
 * every request: the tenant's credentials go to https://*.twilio.com, or to the configured base URL, and nowhere else.
 */
function targetOf(uri: string, params: object | undefined, baseUrl: URL | null): Target {
  const meant = new URL(uri);
  for (const [name, value] of encodeForm(params ?? {})) meant.searchParams.append(name, value);
  const isTwilio = meant.protocol === 'https:' && meant.port === '' && meant.hostname.endsWith('.twilio.com');
  if (!isTwilio) throw unavailable(`refused to send credentials to ${meant.origin}`);
  const actual = baseUrl === null ? meant : new URL(`${meant.pathname}${meant.search}`, baseUrl);
  return { meant, actual };
}

function headersOf(
  options: RequestClient.RequestOptions<unknown>,
  host: string,
  isRebased: boolean,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value);
  const { username, password } = options;
  if (!username || !password) throw unavailable('refused to send a request without credentials');
  headers['Authorization'] = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  if (isRebased) headers['x-twilio-host'] = host;
  return headers;
}

/** Twilio's form encoding: a list is its name repeated, what is undefined is left out. The SDK has turned dates into text. */
function encodeForm(data: object): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) if (isText(item)) form.append(name, String(item));
  }
  return form;
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function meaningOf(
  answer: HttpAnswer,
  call: string,
  secrets: readonly string[],
  timing: Timing,
): ReadAnswer['meaning'] {
  const body = parse(answer.text);
  const isGood = answer.status >= 200 && answer.status < 300;
  if (isGood && (body !== undefined || (answer.status === 204 && answer.text === ''))) return { body };
  const requestId = answer.headers['twilio-request-id'];
  return toFailedCall(
    {
      status: answer.status,
      twilioCode: body && codeOf(body),
      message: body ? messageOf(body) : 'the answer is not JSON',
      requestId: typeof requestId === 'string' ? requestId : undefined,
      retryAfterMs: answer.status === 429 ? retryAfterMs(answer, timing.now()) : undefined,
    },
    call,
    secrets,
  );
}

/** The JSON object of an answer. `auth_token`, which Twilio puts into an account's, is dropped before anything can keep it. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (!isRecord(body)) return undefined;
    delete body['auth_token'];
    return body;
  } catch {
    return undefined;
  }
}
