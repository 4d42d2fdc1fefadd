import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { Problem } from '../problems/problem.js';
import { AttemptLimits } from './attempt-limits.js';

/** Seconds to wait, or 0 when the attempt was let through. */
async function waitAfter(attempt: Promise<void>): Promise<number> {
  try {
    await attempt;
    return 0;
  } catch (error) {
    if (error instanceof Problem) return Number(error.extensions['retryAfterSeconds']);
    throw error;
  }
}

async function repeat(times: number, attempt: () => Promise<void>): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < times; index++) waits.push(await waitAfter(attempt()));
  return waits;
}

describe('limits on attempts', () => {
  let limits: AttemptLimits;
  beforeEach(() => {
    jest.useFakeTimers();
    limits = new AttemptLimits(new Metrics());
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('five tries a minute for one account from one address, then a ban', async () => {
    const waits = await repeat(7, async () => limits.countSignIn('203.0.113.1', 'ada@example.test'));
    expect(waits.map((wait) => wait > 0)).toEqual([false, false, false, false, false, true, true]);
    expect(waits[5]).toBe(60);
  });

  it('the account is the same in capitals', async () => {
    await repeat(5, async () => limits.countSignIn('203.0.113.1', 'ada@example.test'));
    expect(await waitAfter(limits.countSignIn('203.0.113.1', ' ADA@example.test'))).toBe(60);
  });

  it('somebody else may still sign in to the account from elsewhere, so that nobody can be locked out by a stranger', async () => {
    await repeat(9, async () => limits.countSignIn('203.0.113.1', 'ada@example.test'));
    expect(await waitAfter(limits.countSignIn('203.0.113.2', 'ada@example.test'))).toBe(0);
  });

  it('twenty tries a minute from one address over all accounts', async () => {
    let account = 0;
    const waits = await repeat(21, async () => limits.countSignIn('203.0.113.1', `user${account++}@example.test`));
    expect(waits.slice(0, 20).every((wait) => wait === 0)).toBe(true);
    expect(waits[20]).toBe(60);
  });

  it('each ban is twice as long as the one before, up to an hour, and tries during a ban do not prolong it', async () => {
    const bans: number[] = [];
    for (let round = 0; round < 8; round++) {
      const waits = await repeat(6, async () => limits.countSignIn('203.0.113.1', 'ada@example.test'));
      const ban = waits[5] ?? 0;
      bans.push(ban);
      await repeat(3, async () => limits.countSignIn('203.0.113.1', 'ada@example.test'));
      await jest.advanceTimersByTimeAsync(ban * 1000 + 1);
    }
    expect(bans).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
  });

  it('twenty bad tokens or keys close an address for the rest of a quarter of an hour', async () => {
    expect(await waitAfter(limits.refuseAfterFailures('203.0.113.1'))).toBe(0);
    for (let index = 0; index < 20; index++) await limits.countFailure('203.0.113.1');
    expect(await waitAfter(limits.refuseAfterFailures('203.0.113.1'))).toBeGreaterThan(800);
    expect(await waitAfter(limits.refuseAfterFailures('203.0.113.2'))).toBe(0);
    await jest.advanceTimersByTimeAsync(15 * 60_000 + 1);
    expect(await waitAfter(limits.refuseAfterFailures('203.0.113.1'))).toBe(0);
  });

  it('six hundred requests a minute for one caller', async () => {
    const waits = await repeat(601, async () => limits.countRequest('user:a'));
    expect(waits.filter((wait) => wait > 0)).toHaveLength(1);
    expect(await waitAfter(limits.countRequest('user:b'))).toBe(0);
  });
});
