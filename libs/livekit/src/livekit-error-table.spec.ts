import { describe, expect, it } from '@jest/globals';
import { meaningOf } from './livekit-error-table.js';

describe('meaningOf', () => {
  it.each([
    [
      500,
      'internal',
      'twirp error unknown: sip not connected (redis required)',
      'livekit.sip_not_available',
      'refused',
    ],
    [503, 'unavailable', 'twirp error unknown: no response from servers', 'livekit.sip_not_available', 'refused'],
    [
      400,
      'invalid_argument',
      'Conflicting inbound SIP Trunks: "<new>" and "ST_x", using the same number(s) ["+1555"] without AllowedNumbers set',
      'livekit.conflict',
      'refused',
    ],
    [
      400,
      'invalid_argument',
      'Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in dispatch rule "SDR_x" "n"',
      'livekit.conflict',
      'refused',
    ],
    [400, 'invalid_argument', 'no trunk numbers specified', 'livekit.invalid_request', 'refused'],
    [401, undefined, 'invalid API key', 'livekit.credentials_rejected', 'refused'],
    [401, 'unauthenticated', 'permissions denied', 'livekit.permission_denied', 'refused'],
    [403, 'permission_denied', 'no', 'livekit.permission_denied', 'refused'],
    [404, 'not_found', 'requested sip trunk does not exist', 'livekit.not_found', 'refused'],
    [404, undefined, 'object cannot be found', 'livekit.not_found', 'refused'],
    [404, 'bad_route', 'no handler for path', 'livekit.sip_not_available', 'refused'],
    [404, undefined, '<html>', 'livekit.unavailable', 'unknown'],
    [408, 'deadline_exceeded', '', 'livekit.unavailable', 'unknown'],
    [412, 'failed_precondition', 'no numbers on outbound trunk', 'livekit.invalid_request', 'refused'],
    [429, 'resource_exhausted', '', 'livekit.throttled', 'refused'],
    [500, 'internal', 'boom', 'livekit.unavailable', 'unknown'],
    [502, undefined, '<html>', 'livekit.unavailable', 'unknown'],
  ])('HTTP %s %s "%s" is %s, %s', (httpStatus, twirpCode, message, means, outcome) => {
    expect(meaningOf({ httpStatus, twirpCode, message })).toMatchObject({ means, outcome });
  });
});
