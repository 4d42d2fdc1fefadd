import type { Secret } from '@app/secrets';
import { checkSids } from './check-sids.js';
import { inspectAccount } from './inspect-account.js';
import { observeAccount } from './observe-account.js';
import { performAction } from './perform-action.js';
import { takeInventory } from './take-inventory.js';
import type { TrunkAction, TrunkActionResult, TrunkSids } from './trunk-action.js';
import { TrunkGateway } from './trunk-gateway.js';
import type { AccountFacts, AccountInventory, ObservedTwilio, TwilioAccount, TwilioLookup } from './trunk-types.js';
import { TwilioConnection, type TwilioConnectionOptions } from './twilio-connection.js';

/** {@link TrunkGateway} over the official SDK. One instance serves all tenants; it holds no state but connections and clients. */
export class TwilioTrunkGateway extends TrunkGateway {
  readonly #connection: TwilioConnection;

  constructor(to: TwilioConnection | TwilioConnectionOptions = {}) {
    super();
    this.#connection = to instanceof TwilioConnection ? to : new TwilioConnection(to);
  }

  override inspectAccount(account: TwilioAccount): Promise<AccountFacts> {
    return this.#connection.with(account, 'inspect', (client) => inspectAccount(client));
  }

  override observe(account: TwilioAccount, lookup: TwilioLookup): Promise<ObservedTwilio> {
    return this.#connection.with(account, 'observe', (client) => {
      checkSids(lookup);
      return observeAccount(client, lookup);
    });
  }

  override takeInventory(account: TwilioAccount): Promise<AccountInventory> {
    return this.#connection.with(account, 'take inventory', (client) => takeInventory(client));
  }

  override perform(
    account: TwilioAccount,
    action: TrunkAction,
    sids: TrunkSids,
    password: Secret | null,
  ): Promise<TrunkActionResult> {
    return this.#connection.with(account, action.type, (client) => {
      checkSids({ action, sids });
      return performAction(client, action, sids, password);
    });
  }

  override stop(): void {
    this.#connection.stop();
  }

  /** Ends idle connections. */
  close(): void {
    this.#connection.close();
  }
}
