import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import type { ProblemCode } from '../problems/catalogue.js';
import { Problem } from '../problems/problem.js';

const MINUTE = 60;
const FIRST_BAN_SECONDS = MINUTE;
const LONGEST_BAN_SECONDS = 60 * MINUTE;
const STRIKES_REMEMBERED_SECONDS = 24 * 60 * MINUTE;

/**
 * How often somebody may try. Counted in the memory of this process: with several processes behind a balancer each counts for
 * itself, so the true limits are that many times higher, and a restart forgets.
 */
@Injectable()
export class AttemptLimits {
  readonly #signInsByAccount = new RateLimiterMemory({ points: 5, duration: MINUTE });
  readonly #signInsByAddress = new RateLimiterMemory({ points: 20, duration: MINUTE });
  readonly #strikes = new RateLimiterMemory({ points: 1_000_000, duration: STRIKES_REMEMBERED_SECONDS });
  readonly #failuresByAddress = new RateLimiterMemory({ points: 20, duration: 15 * MINUTE });
  readonly #requestsByCaller = new RateLimiterMemory({ points: 600, duration: MINUTE });
  readonly #denials: Counter<'limit'>;

  constructor(metrics: Metrics) {
    this.#denials = metrics.counter('trunkline_rate_limit_denials_total', 'Requests refused by a rate limit.', [
      'limit',
    ]);
  }

  /** Counts a try to sign in, sign up or refresh. Who goes on over the limit is locked out for twice as long each time. */
  async countSignIn(address: string, account: string): Promise<void> {
    await this.#countOrBan(this.#signInsByAddress, address);
    await this.#countOrBan(this.#signInsByAccount, `${address} ${digest(account)}`);
  }

  /** Refuses an address from which too many bad tokens or keys came, before anything is checked. */
  async refuseAfterFailures(address: string): Promise<void> {
    const state = await this.#failuresByAddress.get(address);
    if (state !== null && state.remainingPoints <= 0) throw this.#tooMany('failures', state.msBeforeNext);
  }

  async countFailure(address: string): Promise<void> {
    await consume(this.#failuresByAddress, address);
  }

  /** The general brake, so that one caller in a loop does not take the service from the others. */
  async countRequest(callerKey: string): Promise<void> {
    const refusal = await consume(this.#requestsByCaller, callerKey);
    if (refusal !== null) throw this.#tooMany('requests', refusal.msBeforeNext);
  }

  async #countOrBan(limiter: RateLimiterMemory, key: string): Promise<void> {
    const refusal = await consume(limiter, key);
    if (refusal === null) return;
    // The first refused try starts a ban; tries during a ban neither lengthen it nor count as another strike.
    if (refusal.consumedPoints > limiter.points + 1) throw this.#tooMany('sign-in', refusal.msBeforeNext);
    const { consumedPoints: strikes } = await this.#strikes.consume(key);
    const seconds = Math.min(FIRST_BAN_SECONDS * 2 ** (strikes - 1), LONGEST_BAN_SECONDS);
    await limiter.block(key, seconds);
    throw this.#tooMany('sign-in', seconds * 1000);
  }

  #tooMany(limit: 'sign-in' | 'failures' | 'requests', ms: number): Problem {
    this.#denials.inc({ limit });
    const code: ProblemCode = limit === 'requests' ? 'auth.too_many_requests' : 'auth.too_many_attempts';
    return new Problem(code, { extensions: { retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)) } });
  }
}

/** Takes a point; the state of the limiter when there was none left. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return thrown;
    throw thrown;
  }
}

/** Accounts are e-mail addresses; a memory of them need not hold them in the clear. */
function digest(account: string): string {
  return createHash('sha256').update(account.trim().toLowerCase()).digest('base64url');
}
