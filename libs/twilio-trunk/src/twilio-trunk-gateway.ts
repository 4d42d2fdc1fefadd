import type { Secret } from '@app/secrets';
import type twilio from 'twilio';
import type { TwilioCall } from './account-request-client.js';
import { checkSids } from './check-sids.js';
import { HttpTransport } from './http-transport.js';
import { inspectAccount } from './inspect-account.js';
import { observeAccount } from './observe-account.js';
import { performAction } from './perform-action.js';
import type { Timing } from './retry.js';
import { realTiming } from './retry.js';
import { KeyedSemaphore } from './semaphore.js';
import { takeInventory } from './take-inventory.js';
import { toTwilioError } from './to-twilio-error.js';
import type { TrunkAction, TrunkActionResult, TrunkSids } from './trunk-action.js';
import { TrunkGateway } from './trunk-gateway.js';
import type { AccountFacts, AccountInventory, ObservedTwilio, TwilioAccount, TwilioLookup } from './trunk-types.js';
import { TwilioClients } from './twilio-clients.js';

export interface TwilioTrunkGatewayOptions {
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

/** {@link TrunkGateway} over the official SDK. One instance serves all tenants; it holds no state but connections and clients. */
export class TwilioTrunkGateway extends TrunkGateway {
  readonly #transport: HttpTransport;
  readonly #clients: TwilioClients;

  constructor(options: TwilioTrunkGatewayOptions = {}) {
    super();
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

  override inspectAccount(account: TwilioAccount): Promise<AccountFacts> {
    return this.#with(account, 'inspect', (client) => inspectAccount(client));
  }

  override observe(account: TwilioAccount, lookup: TwilioLookup): Promise<ObservedTwilio> {
    return this.#with(account, 'observe', (client) => {
      checkSids(lookup);
      return observeAccount(client, lookup);
    });
  }

  override takeInventory(account: TwilioAccount): Promise<AccountInventory> {
    return this.#with(account, 'take inventory', (client) => takeInventory(client));
  }

  override perform(
    account: TwilioAccount,
    action: TrunkAction,
    sids: TrunkSids,
    password: Secret | null,
  ): Promise<TrunkActionResult> {
    return this.#with(account, action.type, (client) => {
      checkSids({ action, sids });
      return performAction(client, action, sids, password);
    });
  }

  override stop(): void {
    this.#transport.stop();
  }

  /** Ends idle connections. */
  close(): void {
    this.#transport.close();
  }

  /** Nothing but a `TwilioError` gets out, whatever the SDK or our reading of an answer throws. */
  async #with<T>(account: TwilioAccount, job: string, work: (client: twilio.Twilio) => Promise<T>): Promise<T> {
    try {
      return await work(this.#clients.for(account));
    } catch (error) {
      throw toTwilioError(error, job);
    }
  }
}
