export type LiveKitErrorCode =
  | 'livekit.credentials_rejected'
  | 'livekit.permission_denied'
  | 'livekit.conflict'
  | 'livekit.not_found'
  | 'livekit.throttled'
  | 'livekit.sip_not_available'
  | 'livekit.unavailable'
  | 'livekit.invalid_request';

/** A failed call to LiveKit, in our words; like `TwilioError` it carries no part of the request. */
export class LiveKitError extends Error {
  override readonly name = 'LiveKitError';

  constructor(
    readonly code: LiveKitErrorCode,
    /** `refused`: nothing changed. `unknown`: it may have taken effect; only a new look can tell. */
    readonly outcome: 'refused' | 'unknown',
    readonly facts: { readonly detail: string; readonly httpStatus?: number; readonly twirpCode?: string },
  ) {
    super(`${code}: ${facts.detail}`);
  }
}
