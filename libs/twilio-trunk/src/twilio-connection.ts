import type twilio from 'twilio';
import type { TwilioCall } from './account-request-client.js';
import { HttpTransport } from './http-transport.js';
import type { Timing } from './retry.js';
import { realTiming } from './retry.js';
import { KeyedSemaphore } from './semaphore.js';
import { toTwilioError } from './to-twilio-error.js';
import type { TwilioAccount } from './trunk-types.js';
import { TwilioClients } from './twilio-clients.js';

export interface TwilioConnectionOptions {
  /** Where requests go instead of to Twilio, such as `http://127.0.0.1:4010` for the sandbox. Default: Twilio. */
  readonly baseUrl?: string | null;
  /** For one try of one request, connect and body included. Default 10 000. */
  readonly timeoutMs?: number;
  /** Twilio limits how many requests of an account run at once (error 20429). Default 8. */
  readonly concurrencyPerAccount?: number;
  /** How many SDK clients, and with them passwords, are kept in memory. Default 500. */
  readonly maxClients?: number;
  /** Told of every try of every request when it is over. */
  readonly onCall?: (call: TwilioCall) => void;
  /** For tests. */
  readonly timing?: Timing;
}

/** What all gateways to Twilio share: the connections, the clients, and the limit of requests per account. Holds no other state. */
export class TwilioConnection {
  readonly #transport: HttpTransport;
  readonly #clients: TwilioClients;

  constructor(options: TwilioConnectionOptions = {}) {
    this.#transport = new HttpTransport(options.timeoutMs ?? 10_000);
    const context = {
      transport: this.#transport,
      limits: new KeyedSemaphore(options.concurrencyPerAccount ?? 8),
      timing: options.timing ?? realTiming,
      baseUrl: options.baseUrl ? new URL(options.baseUrl) : null,
      onCall: options.onCall ?? (() => undefined),
    };
    this.#clients = new TwilioClients(context, options.maxClients ?? 500);
  }

  /** Nothing but a `TwilioError` gets out, whatever the SDK or our reading of an answer throws. */
  async with<T>(account: TwilioAccount, job: string, work: (client: twilio.Twilio) => Promise<T>): Promise<T> {
    try {
      return await work(this.#clients.for(account));
    } catch (error) {
      throw toTwilioError(error, job);
    }
  }

  /** Requests under way end by themselves, nothing new is sent. */
  stop(): void {
    this.#transport.stop();
  }

  /** Ends idle connections. */
  close(): void {
    this.#transport.close();
  }
}
