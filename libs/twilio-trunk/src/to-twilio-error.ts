import { ERROR_ROWS, STATUS_MEANS } from './error-table.js';
import { NoAnswer } from './http-transport.js';
import { redact } from './redact.js';
import type { TwilioErrorCode } from './twilio-error.js';
import { TwilioError } from './twilio-error.js';

/** What was asked, in words that hold no secret and no tenant: SIDs are replaced by their kind. */
export function describeCall(method: string, url: URL): string {
  const path = url.pathname.replace(/\b([A-Z]{2})[0-9a-fA-F]{32}\b/g, '{$1}').replace(/\.json$/, '');
  return `${method.toUpperCase()} ${url.hostname}${path}`;
}

/** What can be known of a failure: Twilio's envelope, or the SDK's rendering of it, reduced to four fields. */
export interface Failure {
  readonly status: number;
  readonly twilioCode?: number | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Looks a failure up in the table. `secrets` are cut out of Twilio's message should it echo them. */
export function toFailedCall(failure: Failure, call: string, secrets: readonly string[] = []): TwilioError {
  const { status, twilioCode, requestId, retryAfterMs } = failure;
  const message = redact(failure.message ?? '', secrets);
  const code = meaningOf(failure, call, message);
  const unknown = status < 400 || status >= 500 || code === 'twilio.unavailable';
  const numbers = twilioCode === undefined ? `HTTP ${status}` : `Twilio ${twilioCode}, HTTP ${status}`;
  return new TwilioError(code, unknown ? 'unknown' : 'refused', {
    detail: `${call}: ${message === '' ? 'no message' : message} (${numbers})`,
    httpStatus: status,
    ...(twilioCode === undefined ? {} : { twilioCode }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function meaningOf({ status, twilioCode }: Failure, call: string, message: string): TwilioErrorCode {
  if (status < 400 || status >= 500) return 'twilio.unavailable';
  const row = ERROR_ROWS.find(
    (candidate) =>
      candidate.twilioCode === twilioCode &&
      (candidate.message?.test(message) ?? true) &&
      (candidate.call?.test(call) ?? true),
  );
  if (row) return row.means;
  // Twilio's own 404 always names a code. One without comes from something in between, and must not read as "it is gone",
  // because the answer to that would be to create it again.
  if (status === 404 && twilioCode === undefined) return 'twilio.unavailable';
  return STATUS_MEANS.get(status) ?? 'twilio.invalid_request';
}

/**
 * Turns whatever was caught into a {@link TwilioError}. Of the SDK's errors (`RestException`, `TwilioServiceException` for RFC 9457
 * answers, axios errors) only status, code, message and request id survive; the object itself is dropped, because it may hold the
 * Authorization header.
 */
export function toTwilioError(error: unknown, call: string): TwilioError {
  if (error instanceof TwilioError) return error;
  if (error instanceof NoAnswer) return unavailable(`${call}: no answer (${error.reason})`);
  if (!isRecord(error)) return unavailable(`${call}: failed`);
  if (typeof error['status'] === 'number') {
    return toFailedCall({ status: error['status'], twilioCode: codeOf(error), message: messageOf(error) }, call);
  }
  // An error of Node or of our own reading. Its text may quote anything, so only its kind is kept.
  const kind = typeof error['code'] === 'string' ? error['code'] : error instanceof Error ? error.name : 'error';
  return unavailable(`${call}: no usable answer (${redact(kind)})`);
}

export function unavailable(detail: string): TwilioError {
  return new TwilioError('twilio.unavailable', 'unknown', { detail });
}

/** Twilio's numeric code, from either envelope. */
export function codeOf(body: Readonly<Record<string, unknown>>): number | undefined {
  return typeof body['code'] === 'number' && body['code'] > 0 ? body['code'] : undefined;
}

/** Twilio's sentence: `message` in the old envelope, `detail` or `title` in RFC 9457. */
export function messageOf(body: Readonly<Record<string, unknown>>): string | undefined {
  return [body['message'], body['detail'], body['title']].find((text) => typeof text === 'string' && text !== '') as
    string | undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
