import type { AvailableNumber, NumberOrder, NumberSearch, NumberType, OwnedNumber } from './number-types.js';
import type { TwilioAccount } from './trunk-types.js';

/** Twilio's numbers: what is for sale, what an account has, and buying. Every method throws `TwilioError` and nothing else. */
export abstract class NumberGateway {
  /** The kinds of numbers that Twilio sells in a country (ISO 3166-1 alpha-2, upper case); null where it sells none. */
  abstract typesIn(account: TwilioAccount, country: string): Promise<readonly NumberType[] | null>;

  /** What is for sale, at most `limit`. Empty when nothing fits. */
  abstract search(account: TwilioAccount, search: NumberSearch): Promise<readonly AvailableNumber[]>;

  /** Every number of the account. */
  abstract list(account: TwilioAccount): Promise<readonly OwnedNumber[]>;

  /** The account's number with exactly this E.164; null when it has none. Right after a purchase the list may lag behind. */
  abstract find(account: TwilioAccount, phoneNumber: string): Promise<OwnedNumber | null>;

  /**
   * Buys one exact number; never sent twice. A refusal (`outcome` refused) bought nothing; after any other failure only
   * {@link find} can tell.
   */
  abstract buy(account: TwilioAccount, order: NumberOrder): Promise<OwnedNumber>;
}
