import { RoomServiceClient, SipClient } from 'livekit-server-sdk';
import twilio from 'twilio';
import type { TestAccount, TestSandbox } from './harness.js';

/** All that is changed about the official SDK: the origin of each URL, with the real host named in a header. */
class RebasedClient extends twilio.RequestClient {
  constructor(
    private readonly origin: string,
    private readonly extraHeaders: Readonly<Record<string, string>>,
    timeoutMs: number,
  ) {
    super({ timeout: timeoutMs });
  }

  override request<TData>(options: Parameters<typeof twilio.RequestClient.prototype.request<TData>>[0]) {
    const { host, pathname, search } = new URL(options.uri);
    const headers = { ...options.headers, ...this.extraHeaders, 'x-twilio-host': host };
    return super.request<TData>({ ...options, uri: `${this.origin}${pathname}${search}`, headers });
  }
}

export interface ClientWishes {
  /** User and secret of an API key instead of the auth token. */
  readonly key?: { readonly keySid: string; readonly secret: string };
  /** Strikes every request of this client: the value of `x-sandbox-fault`. */
  readonly fault?: string;
  readonly timeoutMs?: number;
}

export function twilioClient(sandbox: TestSandbox, account: TestAccount, wishes: ClientWishes = {}) {
  const headers: Record<string, string> = wishes.fault === undefined ? {} : { 'x-sandbox-fault': wishes.fault };
  const httpClient = new RebasedClient(sandbox.url, headers, wishes.timeoutMs ?? 5000);
  return wishes.key
    ? twilio(wishes.key.keySid, wishes.key.secret, { accountSid: account.accountSid, httpClient })
    : twilio(account.accountSid, account.authToken, { httpClient });
}

export type TwilioClient = ReturnType<typeof twilioClient>;

export function sipClient(sandbox: TestSandbox): SipClient {
  return new SipClient(sandbox.url, sandbox.livekitApiKey, sandbox.livekitApiSecret);
}

export function roomClient(sandbox: TestSandbox): RoomServiceClient {
  return new RoomServiceClient(sandbox.url, sandbox.livekitApiKey, sandbox.livekitApiSecret);
}

/** `code/status` of what a call was refused with, or "accepted": short enough to stand in a table. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'accepted';
  } catch (error) {
    const { code, status } = error as { code?: number | string; status?: number };
    return `${code ?? 'no code'}/${status ?? 'no status'}`;
  }
}

export const GOOD_PASSWORD = 'Correct-Horse-42';
