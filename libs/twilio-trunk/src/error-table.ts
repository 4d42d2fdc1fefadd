import type { TwilioErrorCode } from './twilio-error.js';

/** What one of Twilio's error codes means to us. The first row that fits wins. */
export interface ErrorRow {
  readonly twilioCode: number;
  readonly means: TwilioErrorCode;
  /** Must fit Twilio's message, when given. */
  readonly message?: RegExp;
  /** Must fit the call (`POST trunking.twilio.com/v1/Trunks/{TK}/CredentialLists`), when given. */
  readonly call?: RegExp;
}

/** Twilio has no separate code for "name is used": it is one of the causes of the general validation errors. */
const NAME_IS_USED = /already|exists|unique|duplicate|in use|taken/i;

/** Source: https://www.twilio.com/docs/api/errors/<code>. Codes that only concern calls and messages are left out. */
export const ERROR_ROWS: readonly ErrorRow[] = [
  { twilioCode: 10001, means: 'twilio.account_suspended' },
  { twilioCode: 10002, means: 'twilio.trial_restriction' },
  { twilioCode: 20001, means: 'twilio.invalid_request' },
  { twilioCode: 20002, means: 'twilio.invalid_request' },
  { twilioCode: 20003, means: 'twilio.credentials_rejected' },
  { twilioCode: 20004, means: 'twilio.invalid_request' },
  { twilioCode: 20005, means: 'twilio.account_suspended' },
  { twilioCode: 20006, means: 'twilio.permission_denied' },
  { twilioCode: 20007, means: 'twilio.invalid_request' },
  { twilioCode: 20008, means: 'twilio.test_credentials' },
  { twilioCode: 20403, means: 'twilio.permission_denied' },
  { twilioCode: 20404, means: 'twilio.not_found' },
  { twilioCode: 20409, means: 'twilio.conflict' },
  { twilioCode: 20422, means: 'twilio.invalid_request' },
  { twilioCode: 20429, means: 'twilio.throttled' },
  { twilioCode: 20500, means: 'twilio.unavailable' },
  { twilioCode: 20503, means: 'twilio.unavailable' },
  { twilioCode: 21205, means: 'twilio.invalid_request' },
  { twilioCode: 21226, means: 'twilio.permission_denied' },
  { twilioCode: 21236, means: 'twilio.in_use' },
  { twilioCode: 21239, means: 'twilio.credential_list_limit' },
  { twilioCode: 21240, means: 'twilio.name_taken', message: NAME_IS_USED },
  { twilioCode: 21240, means: 'twilio.invalid_request' },
  { twilioCode: 21241, means: 'twilio.in_use' },
  { twilioCode: 21242, means: 'twilio.credential_limit' },
  { twilioCode: 21243, means: 'twilio.name_taken', message: NAME_IS_USED },
  { twilioCode: 21243, means: 'twilio.invalid_request' },
  { twilioCode: 21244, means: 'twilio.trunk_limit' },
  // 21245 has three causes: the list or number is attached already; the domain is another account's SID; and, on a trunk
  // itself, a second trunk of this account with the same domain, which a new look will find.
  { twilioCode: 21245, means: 'twilio.conflict', call: /CredentialLists|IpAccessControlLists|PhoneNumbers/ },
  { twilioCode: 21245, means: 'twilio.domain_taken', message: /another account|account sid/i },
  { twilioCode: 21245, means: 'twilio.name_taken' },
  { twilioCode: 21247, means: 'twilio.in_use' },
  { twilioCode: 21248, means: 'twilio.domain_taken' },
  { twilioCode: 21249, means: 'twilio.origination_url_limit' },
  { twilioCode: 21251, means: 'twilio.invalid_request' },
  { twilioCode: 21252, means: 'twilio.invalid_request' },
  { twilioCode: 21404, means: 'twilio.trial_restriction' },
  { twilioCode: 21405, means: 'twilio.invalid_request' },
  { twilioCode: 21420, means: 'twilio.invalid_request' },
  { twilioCode: 21421, means: 'twilio.invalid_request' },
  { twilioCode: 21615, means: 'twilio.invalid_request' },
  { twilioCode: 21631, means: 'twilio.invalid_request' },
  { twilioCode: 21634, means: 'twilio.emergency_number' },
  { twilioCode: 21649, means: 'twilio.invalid_request' },
];

/** When Twilio's code is absent or not in the table. Every other 4xx is an invalid request, everything else is unavailable. */
export const STATUS_MEANS: ReadonlyMap<number, TwilioErrorCode> = new Map([
  [401, 'twilio.credentials_rejected'],
  [403, 'twilio.permission_denied'],
  [404, 'twilio.not_found'],
  [408, 'twilio.unavailable'],
  [409, 'twilio.conflict'],
  [429, 'twilio.throttled'],
]);
