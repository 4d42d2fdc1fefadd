/** What a failed vendor call says about the world. */
export type Outcome =
  /** The request was refused: nothing changed. */
  | 'refused'
  /** No answer, a 5xx, or an answer that makes no sense: it may have taken effect. Only a new look can tell. */
  | 'unknown';

export type TwilioErrorCode =
  | 'twilio.credentials_rejected'
  | 'twilio.account_suspended'
  | 'twilio.permission_denied'
  | 'twilio.test_credentials'
  | 'twilio.trial_restriction'
  | 'twilio.not_found'
  | 'twilio.throttled'
  | 'twilio.unavailable'
  | 'twilio.trunk_limit'
  | 'twilio.credential_list_limit'
  | 'twilio.credential_limit'
  | 'twilio.origination_url_limit'
  | 'twilio.domain_taken'
  | 'twilio.name_taken'
  | 'twilio.in_use'
  | 'twilio.list_on_other_trunk'
  | 'twilio.conflict'
  | 'twilio.emergency_number'
  | 'twilio.invalid_request';

/**
 * A failed call to Twilio, in our words. It carries no part of the request: the SDK's own errors hold the Authorization header
 * (twilio 6.2.0, see security notes in ARCHITECTURE.md), so they are dropped where they are caught and never kept as `cause`.
 */
export class TwilioError extends Error {
  override readonly name = 'TwilioError';

  constructor(
    readonly code: TwilioErrorCode,
    readonly outcome: Outcome,
    readonly facts: {
      /** For operators; made from Twilio's message and code, never from request data. */
      readonly detail: string;
      readonly httpStatus?: number;
      /** Twilio's error code (https://www.twilio.com/docs/api/errors). */
      readonly twilioCode?: number;
      readonly requestId?: string;
      readonly retryAfterMs?: number;
      /** SIDs of the account's own objects that stand in the way, for the tenant to read. */
      readonly about?: string;
    },
  ) {
    super(`${code}: ${facts.detail}`);
  }
}
