import type { Limits } from '../store/records.js';
import type { TwilioCode } from './errors.js';
import { TwilioError } from './errors.js';
import type { Call } from './operation.js';

type Countable = Exclude<keyof Limits, 'concurrentRequests'>;

const CODES: Record<Countable, TwilioCode> = {
  trunks: 21244,
  originationUrls: 21249,
  credentialLists: 21239,
  credentials: 21242,
  ipAccessControlLists: 21255,
  ipAddresses: 21237,
  numbers: 21404,
  subaccounts: 21480,
};

/** Refuses one more of a kind when the account's cap is reached, or when a fault says that it is. */
export function refuseBeyondLimit(call: Call, kind: Countable, present: number): void {
  if (call.quotaFull || present >= call.account.limits[kind]) throw new TwilioError(CODES[kind]);
}
