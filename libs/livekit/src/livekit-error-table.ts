import type { LiveKitErrorCode } from './livekit-error.js';

/** What a failed call means. The first row whose given parts all fit wins. */
export interface LiveKitErrorRow {
  readonly httpStatus?: number;
  readonly twirpCode?: string;
  readonly message?: RegExp;
  readonly means: LiveKitErrorCode;
  /** `unknown`: it may have taken effect. */
  readonly outcome: 'refused' | 'unknown';
}

/**
 * Sources: livekit/livekit pkg/service/{auth,sip}.go, livekit/protocol sip/sip.go, livekit/psrpc. Messages come first, because
 * LiveKit reports a missing Redis as an internal error and a conflict as an invalid argument.
 */
export const LIVEKIT_ERROR_ROWS: readonly LiveKitErrorRow[] = [
  { message: /sip not connected|redis required/i, means: 'livekit.sip_not_available', outcome: 'refused' },
  // psrpc found nobody to take the request on, so nobody has done anything.
  { message: /no response from servers/i, means: 'livekit.sip_not_available', outcome: 'refused' },
  { message: /conflicting inbound sip trunks/i, means: 'livekit.conflict', outcome: 'refused' },
  { message: /already exists in dispatch rule/i, means: 'livekit.conflict', outcome: 'refused' },
  // A server or proxy without this method. Not "not found": a removal would take that for success.
  { twirpCode: 'bad_route', means: 'livekit.sip_not_available', outcome: 'refused' },
  // The key is good, the grant is missing.
  { httpStatus: 401, message: /permissions? denied/i, means: 'livekit.permission_denied', outcome: 'refused' },
  // The auth layer answers in plain text, before Twirp.
  { httpStatus: 401, means: 'livekit.credentials_rejected', outcome: 'refused' },
  { httpStatus: 403, means: 'livekit.permission_denied', outcome: 'refused' },
  { httpStatus: 404, twirpCode: 'not_found', means: 'livekit.not_found', outcome: 'refused' },
  {
    httpStatus: 404,
    message: /object cannot be found|does not exist/i,
    means: 'livekit.not_found',
    outcome: 'refused',
  },
  { httpStatus: 404, means: 'livekit.unavailable', outcome: 'unknown' },
  { httpStatus: 408, means: 'livekit.unavailable', outcome: 'unknown' },
  { httpStatus: 409, means: 'livekit.conflict', outcome: 'refused' },
  { httpStatus: 429, means: 'livekit.throttled', outcome: 'refused' },
];

/** For what no row fits: any other 4xx was refused as invalid; everything else says nothing. */
export function meaningOf(failure: {
  readonly httpStatus: number;
  readonly twirpCode: string | undefined;
  readonly message: string;
}): Pick<LiveKitErrorRow, 'means' | 'outcome'> {
  const row = LIVEKIT_ERROR_ROWS.find(
    ({ httpStatus, twirpCode, message }) =>
      (httpStatus === undefined || httpStatus === failure.httpStatus) &&
      (twirpCode === undefined || twirpCode === failure.twirpCode) &&
      (message === undefined || message.test(failure.message)),
  );
  if (row) return row;
  const isRefusal = failure.httpStatus >= 400 && failure.httpStatus < 500;
  return isRefusal
    ? { means: 'livekit.invalid_request', outcome: 'refused' }
    : { means: 'livekit.unavailable', outcome: 'unknown' };
}
