import { LiveKitError, type LiveKitErrorCode } from '@app/livekit';
import { TwilioError, type TwilioErrorCode } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import type { StoredProblem } from '../credentials/credential.js';
import type { ProblemCode } from '../problems/catalogue.js';

/** What a failed step means for its run. */
export type FailureVerdict =
  /** Look again at once: the world is another than we thought. */
  | 'look-again'
  /** Look again at once, with another domain name. */
  | 'rename-domain'
  /** Wait, then look again: it may have taken effect, or it will work later. */
  | 'wait'
  /** Only somebody else can mend it: stop and say so. */
  | 'stop';

export interface Failure {
  readonly code: ProblemCode;
  readonly verdict: FailureVerdict;
  /** For the log. */
  readonly detail: string;
  /** What stands in the way, for the tenant: SIDs of the account's own objects. */
  readonly about?: string;
}

const VERDICTS: Readonly<Record<TwilioErrorCode | LiveKitErrorCode, FailureVerdict>> = {
  'twilio.credentials_rejected': 'stop',
  'twilio.account_suspended': 'stop',
  'twilio.permission_denied': 'stop',
  'twilio.test_credentials': 'stop',
  'twilio.trial_restriction': 'stop',
  'twilio.not_found': 'look-again',
  'twilio.throttled': 'wait',
  'twilio.unavailable': 'wait',
  'twilio.trunk_limit': 'stop',
  'twilio.credential_list_limit': 'stop',
  'twilio.credential_limit': 'stop',
  'twilio.origination_url_limit': 'stop',
  'twilio.domain_taken': 'rename-domain',
  // Ours, from an attempt whose outcome we never learned; lists lag behind creates, so not at once.
  'twilio.name_taken': 'wait',
  'twilio.in_use': 'wait',
  'twilio.list_on_other_trunk': 'stop',
  'twilio.conflict': 'wait',
  'twilio.emergency_number': 'stop',
  'twilio.invalid_request': 'stop',
  'livekit.credentials_rejected': 'wait',
  'livekit.permission_denied': 'wait',
  'livekit.conflict': 'wait',
  'livekit.not_found': 'look-again',
  'livekit.throttled': 'wait',
  'livekit.sip_not_available': 'wait',
  'livekit.unavailable': 'wait',
  'livekit.invalid_request': 'stop',
};

/** Nothing else may be asked of the account either: what comes back now says nothing about what exists there. */
const CLOSES_ACCOUNT: ReadonlySet<string> = new Set<TwilioErrorCode>([
  'twilio.credentials_rejected',
  'twilio.account_suspended',
]);

/** Our own refusals that no waiting mends. */
const NEEDS_SOMEBODY: ReadonlySet<ProblemCode> = new Set(['credential.no_secret', 'trunk.not_provisioned']);

/** Severest first. */
const ORDER: readonly FailureVerdict[] = ['stop', 'wait', 'rename-domain', 'look-again'];

export function judgeFailure(error: unknown): Failure {
  if (error instanceof TwilioError || error instanceof LiveKitError) {
    const about = 'about' in error.facts ? error.facts.about : undefined;
    return { code: error.code, verdict: VERDICTS[error.code], detail: error.facts.detail, ...(about ? { about } : {}) };
  }
  if (error instanceof Problem) {
    const verdict = NEEDS_SOMEBODY.has(error.code) ? 'stop' : 'wait';
    return { code: error.code, verdict, detail: error.internal ?? error.code };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'internal.unexpected', verdict: 'wait', detail: `unexpected ${name}` };
}

/** A failure as it is stored and shown. */
export function storedProblem({ code, about }: Failure): StoredProblem {
  return { code, at: new Date().toISOString(), ...(about === undefined ? {} : { about }) };
}

/** True when the steps of a plan that have not started yet must not start. */
export function closesAccount(error: unknown): error is TwilioError {
  return error instanceof TwilioError && CLOSES_ACCOUNT.has(error.code);
}

/** Of several failures the one that decides what happens next. */
export function severest(failures: readonly Failure[]): Failure | null {
  return failures.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))[0] ?? null;
}

/**
 * The pause before the next look within one attempt, in milliseconds. Never under two seconds after something ambiguous, because
 * lists lag behind creates by about that much and a second look too early would make a duplicate.
 */
export function passDelayMs(pass: number, random: () => number): number {
  return Math.round(2_000 * 2 ** Math.min(pass - 1, 3) * (1 + random() * 0.25));
}

/** The pause before the next attempt of a run that could not finish: 5 s to 15 min, with jitter. */
export function attemptDelayMs(attempt: number, random: () => number): number {
  return Math.round(Math.min(5_000 * 2 ** Math.min(attempt - 1, 10), 900_000) * (0.75 + random() * 0.5));
}

/** A run that has not succeeded for this long is given up until somebody asks for a repair. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;
