import { describe, expect, it } from '@jest/globals';
import { LiveKitError, type LiveKitErrorCode } from '@app/livekit';
import { TwilioError, type TwilioErrorCode } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import {
  attemptDelayMs,
  closesAccount,
  judgeFailure,
  passDelayMs,
  severest,
  type Failure,
  type FailureVerdict,
} from './failure-policy.js';

const twilio = (code: TwilioErrorCode): TwilioError => new TwilioError(code, 'unknown', { detail: 'because' });
const livekit = (code: LiveKitErrorCode): LiveKitError => new LiveKitError(code, 'unknown', { detail: 'because' });

describe('judgeFailure', () => {
  it.each<[TwilioErrorCode, FailureVerdict]>([
    ['twilio.credentials_rejected', 'stop'],
    ['twilio.account_suspended', 'stop'],
    ['twilio.permission_denied', 'stop'],
    ['twilio.trunk_limit', 'stop'],
    ['twilio.credential_list_limit', 'stop'],
    ['twilio.origination_url_limit', 'stop'],
    ['twilio.invalid_request', 'stop'],
    ['twilio.emergency_number', 'stop'],
    ['twilio.domain_taken', 'rename-domain'],
    ['twilio.not_found', 'look-again'],
    // Ambiguous, or ours and not yet in a list: never at once.
    ['twilio.throttled', 'wait'],
    ['twilio.unavailable', 'wait'],
    ['twilio.name_taken', 'wait'],
    ['twilio.conflict', 'wait'],
    ['twilio.in_use', 'wait'],
  ])('of %s says %s', (code, verdict) => {
    expect(judgeFailure(twilio(code))).toEqual({ code, verdict, detail: 'because' });
  });

  it.each<[LiveKitErrorCode, FailureVerdict]>([
    // LiveKit's key is the operator's: the tenant's run waits until that is mended.
    ['livekit.credentials_rejected', 'wait'],
    ['livekit.permission_denied', 'wait'],
    ['livekit.unavailable', 'wait'],
    ['livekit.throttled', 'wait'],
    ['livekit.conflict', 'wait'],
    ['livekit.not_found', 'look-again'],
    ['livekit.invalid_request', 'stop'],
  ])('of %s says %s', (code, verdict) => {
    expect(judgeFailure(livekit(code))).toEqual({ code, verdict, detail: 'because' });
  });

  it('waits for a database that is away, and stops where no waiting helps', () => {
    expect(judgeFailure(new Problem('database.unavailable')).verdict).toBe('wait');
    expect(judgeFailure(new Problem('credential.no_secret')).verdict).toBe('stop');
    expect(judgeFailure(new Problem('trunk.not_provisioned')).verdict).toBe('stop');
  });

  it.each([[new TypeError('token=hunter2')], ['hunter2'], [undefined]])(
    'keeps nothing of %p in its detail',
    (error) => {
      const failure = judgeFailure(error);
      expect(failure).toMatchObject({ code: 'internal.unexpected', verdict: 'wait' });
      expect(failure.detail).not.toContain('hunter2');
    },
  );
});

describe('closesAccount', () => {
  it('is true of refused credentials and suspended accounts only', () => {
    expect(closesAccount(twilio('twilio.credentials_rejected'))).toBe(true);
    expect(closesAccount(twilio('twilio.account_suspended'))).toBe(true);
    expect(closesAccount(twilio('twilio.trunk_limit'))).toBe(false);
    expect(closesAccount(livekit('livekit.credentials_rejected'))).toBe(false);
    expect(closesAccount(new Error('x'))).toBe(false);
  });
});

describe('severest', () => {
  const failure = (verdict: FailureVerdict): Failure => ({ code: 'twilio.conflict', verdict, detail: '' });
  it.each<[FailureVerdict[], FailureVerdict | undefined]>([
    [[], undefined],
    [['look-again', 'wait', 'stop', 'rename-domain'], 'stop'],
    [['look-again', 'rename-domain', 'wait'], 'wait'],
    [['look-again', 'rename-domain'], 'rename-domain'],
  ])('of %j is %s', (verdicts, decides) => {
    expect(severest(verdicts.map(failure))?.verdict).toBe(decides);
  });
});

describe('the pauses', () => {
  const chances = [0, 0.5, 0.999];
  it('between looks are never shorter than the lag of Twilio’s lists, and bounded', () => {
    const all = chances.flatMap((chance) => [1, 2, 3, 4, 9].map((pass) => passDelayMs(pass, () => chance)));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...all)).toBeLessThanOrEqual(20_000);
  });

  it('between attempts grow from seconds to a quarter of an hour', () => {
    const at = (attempt: number): number => attemptDelayMs(attempt, () => 0.5);
    expect([at(1), at(2), at(3), at(100)]).toEqual([5_000, 10_000, 20_000, 900_000]);
    expect(attemptDelayMs(100, () => 0.999)).toBeLessThanOrEqual(1_125_000);
  });
});
