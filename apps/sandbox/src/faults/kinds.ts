import type { Reply, Vendor } from '../http/exchange.js';
import { TwilioError } from '../twilio/errors.js';
import type { TwilioCode } from '../twilio/errors.js';

/** What happens to a request instead of, or after, its real answer. */
export type Act =
  | { readonly kind: 'reply'; readonly make: (vendor: Vendor) => Reply }
  | { readonly kind: 'hold' }
  | { readonly kind: 'reset' }
  /** The connection breaks in the middle of the true answer. */
  | { readonly kind: 'cut' };

/** `before`: nothing took effect. `after`: everything took effect and only the answer is lost. */
export type Effect =
  | { readonly phase: 'before' | 'after'; readonly act: Act; readonly times: number }
  | { readonly phase: 'during'; readonly times: number };

const ALWAYS = Number.MAX_SAFE_INTEGER;

interface TwirpBody {
  readonly code: string;
  readonly msg: string;
}

/** Each vendor fails in its own words; LiveKit knows nothing of Twilio's codes. */
const failure =
  (twilio: TwilioCode, livekit: readonly [status: number, body: TwirpBody], headers: Record<string, string> = {}) =>
  (vendor: Vendor): Reply => {
    const error = new TwilioError(twilio);
    const status = vendor === 'twilio' ? error.status : livekit[0];
    const body = vendor === 'twilio' ? error.envelope : livekit[1];
    return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  };

const THROTTLED = failure(20429, [429, { code: 'resource_exhausted', msg: 'rate limit exceeded' }], {
  'Retry-After': '1',
});
const CRASHED = failure(20500, [500, { code: 'internal', msg: 'internal error' }]);
const UNAVAILABLE = failure(20503, [503, { code: 'unavailable', msg: 'service unavailable' }]);
const REVOKED = failure(20003, [401, { code: 'unauthenticated', msg: 'permissions denied' }]);
const SUSPENDED = failure(10001, [403, { code: 'permission_denied', msg: 'project is suspended' }]);

/** What a gateway in front of the API sends when the API is not there. */
const html = (status: number) => (): Reply => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`,
});

const before = (act: Act, times = 1): Effect => ({ phase: 'before', act, times });
const after = (act: Act): Effect => ({ phase: 'after', act, times: 1 });
const says = (make: (vendor: Vendor) => Reply): Act => ({ kind: 'reply', make });
const HOLD: Act = { kind: 'hold' };
const RESET: Act = { kind: 'reset' };
const CUT: Act = { kind: 'cut' };
const DURING: Effect = { phase: 'during', times: ALWAYS };

/** Every fault that can be asked for, by name. `times` is the default; a rule may say otherwise. */
export const FAULT_KINDS = {
  '429': before(says(THROTTLED)),
  '500': before(says(CRASHED)),
  '500-before': before(says(CRASHED)),
  '500-after': after(says(CRASHED)),
  '503': before(says(UNAVAILABLE)),
  '503-after': after(says(UNAVAILABLE)),
  timeout: before(HOLD),
  'timeout-before': before(HOLD),
  'timeout-after': after(HOLD),
  reset: before(RESET),
  'reset-before': before(RESET),
  'reset-after': after(RESET),
  'cut-after': after(CUT),
  'html-200': before(says(html(200))),
  'html-200-after': after(says(html(200))),
  'html-502': before(says(html(502))),
  'html-502-after': after(says(html(502))),
  'revoked-token': before(says(REVOKED), ALWAYS),
  'suspended-account': before(says(SUSPENDED), ALWAYS),
  'quota-full': DURING,
  'list-lag': DURING,
  latency: DURING,
} as const satisfies Record<string, Effect>;

export type FaultKind = keyof typeof FAULT_KINDS;

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULT_KINDS, text);
}

export function effectOf(kind: FaultKind): Effect {
  return FAULT_KINDS[kind];
}
