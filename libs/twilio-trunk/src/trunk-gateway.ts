import type { Secret } from '@app/secrets';
import type { TrunkAction, TrunkActionResult, TrunkSids } from './trunk-action.js';
import type { AccountFacts, AccountInventory, ObservedTwilio, TwilioAccount, TwilioLookup } from './trunk-types.js';

/**
 * Twilio as provisioning needs it: look, then change one thing. Every method throws `TwilioError` and nothing else.
 *
 * There is no "ensure" verb: each pass observes first and plans from what it saw, so find-before-create is the shape of the
 * flow and not a habit of each method (`apps/api/src/trunks`).
 */
export abstract class TrunkGateway {
  /**
   * Proves that the credentials are good for this account on both API hosts, by live calls. Throws `twilio.credentials_rejected`,
   * `twilio.account_suspended`, `twilio.permission_denied`, `twilio.unavailable`, …
   */
  abstract inspectAccount(account: TwilioAccount): Promise<AccountFacts>;

  /**
   * Reads everything the plan needs. Absent means a 404 or a missing list entry under credentials that worked in the same look;
   * any other failure throws, because 401, 5xx and time-outs mean unknown. A recorded SID that a list does not show is fetched by
   * itself before it counts as absent: Twilio's lists lag behind creates by a second or two.
   */
  abstract observe(account: TwilioAccount, lookup: TwilioLookup): Promise<ObservedTwilio>;

  /** Lists all trunks, credential lists and numbers of the account, in parallel (every page). */
  abstract takeInventory(account: TwilioAccount): Promise<AccountInventory>;

  /**
   * Performs one action with one vendor call. `password` is needed by `create-credential` and `set-credential-password` only.
   * A removal of something already gone succeeds.
   */
  abstract perform(
    account: TwilioAccount,
    action: TrunkAction,
    sids: TrunkSids,
    password: Secret | null,
  ): Promise<TrunkActionResult>;

  /** For a shutdown: requests under way end by themselves (≤ 10 s), nothing new is sent, repeats included. */
  abstract stop(): void;
}
