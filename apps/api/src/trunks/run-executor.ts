import { setMaxListeners } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { addLogFields } from '../log-context.js';
import { chooseDomain } from './names.js';
import {
  attemptDelayMs,
  GIVE_UP_AFTER_MS,
  judgeFailure,
  passDelayMs,
  severest,
  type Failure,
} from './failure-policy.js';
import { Pauses } from './pauses.js';
import { RunMetrics } from './run-metrics.js';
import { RunPass } from './run-pass.js';
import { RunLost, RunRecorder, type ClaimedRun } from './run-recorder.js';
import type { Run } from './run.js';
import { failedFields, postponedFields } from './run-results.js';

/** An attempt looks at most this often before it gives the credential up to the next attempt. */
const MAX_PASSES = 5;
const RENEW_EVERY_MS = 20_000;

/** How an attempt ended. `busy`: somebody else has the credential. `lost`: somebody else took over. `paused`: shutdown. */
export type AttemptResult = 'succeeded' | 'failed' | 'retry' | 'busy' | 'lost' | 'paused';

/**
 * Works one run: look, plan, perform, look again, until the plan is empty. Every pass starts from a fresh look, so it does not matter
 * where an earlier attempt stopped: what exists is found by its recorded SID or by the name that was stored before it was made.
 */
@Injectable()
export class RunExecutor {
  private readonly log = new Logger(RunExecutor.name);
  private readonly stopping = new AbortController();
  private readonly pausing = new Map<string, AbortController>();

  constructor(
    private readonly recorder: RunRecorder,
    private readonly passes: RunPass,
    private readonly pauses: Pauses,
    private readonly metrics: RunMetrics,
  ) {
    // As many as there are runs in hand.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Ends the pause, if one is on, of whatever run holds this credential in this process. */
  hurry(credentialId: string): void {
    this.pausing.get(credentialId)?.abort();
  }

  /** How many runs of this process are in a pause between two looks. */
  get pausingRuns(): number {
    return this.pausing.size;
  }

  /** Lets steps in hand finish and starts no more; the run stays open for the next process. */
  stop(): void {
    this.stopping.abort();
  }

  async attempt(runId: string): Promise<AttemptResult> {
    const claim = await this.recorder.claim(runId);
    // Not busy: the caller would tell whoever has the credential to hurry, and that is the run which took this one's place.
    if (claim === 'over') return 'lost';
    if (claim === 'busy') return 'busy';
    addLogFields({ tenantId: claim.run.tenantId });
    const result = await this.hold(claim);
    this.metrics.attempted(claim.run, result);
    return result;
  }

  private async hold(claim: ClaimedRun): Promise<AttemptResult> {
    const renewal = setInterval(() => {
      // A failed renewal may work the next time; the fence protects us if it does not.
      claim.renew().catch(() => undefined);
    }, RENEW_EVERY_MS);
    try {
      const result = await this.work(claim, () => claim.isHeld() && !this.stopping.signal.aborted);
      return claim.isHeld() || result !== 'paused' ? result : this.lost('another process');
    } catch (error) {
      if (error instanceof RunLost) return this.lost(error.to);
      // Our own database failed: the run stays open, and whoever comes next starts with a look. Not at once, and not for ever, if
      // the database can still be told so.
      const failure = judgeFailure(error);
      this.log.error({ event: 'run.interrupted', problem: failure.detail });
      return await this.postpone(claim, failure).catch((): AttemptResult => 'retry');
    } finally {
      clearInterval(renewal);
      await claim.release().catch(() => undefined);
    }
  }

  private lost(to: RunLost['to']): 'lost' {
    if (to === 'another process') {
      this.metrics.leaseLost();
      this.log.warn({ event: 'run.lease_lost' });
    }
    return 'lost';
  }

  private async work(claim: ClaimedRun, mayGoOn: () => boolean): Promise<AttemptResult> {
    let last: Failure | null = null;
    // Lists lag behind creates: what an interrupted attempt or a superseded run has just made would be overlooked and made twice,
    // or, by an undo, left behind for good.
    if (await claim.hasUnsettledCreates()) await this.pause(claim.run, 1);
    for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
      if (!mayGoOn()) return 'paused';
      const failures = await this.passes.pass(claim, pass, { mayGoOn, stopping: this.stopping.signal });
      if (failures === 'settled') return 'succeeded';
      for (const { code } of failures) this.metrics.stepFailed(code);
      last = severest(failures);
      if (last === null) continue;
      this.log.warn({ event: 'run.step_failed', code: last.code, detail: last.detail, pass });
      if (last.verdict === 'stop') return this.fail(claim, last);
      if (last.verdict === 'rename-domain') await claim.record({ credential: renamedDomain() });
      if (last.verdict === 'wait' && pass < MAX_PASSES) await this.pause(claim.run, pass);
    }
    return this.postpone(claim, last);
  }

  private async pause({ credentialId }: Run, pass: number): Promise<void> {
    const hurry = new AbortController();
    this.pausing.set(credentialId, hurry);
    const signal = AbortSignal.any([this.stopping.signal, hurry.signal]);
    await this.pauses.sleep(passDelayMs(pass, this.pauses.random), signal);
    this.pausing.delete(credentialId);
  }

  private async fail(claim: ClaimedRun, failure: Failure): Promise<'failed'> {
    await claim.record(failedFields(claim.run.kind, failure));
    return 'failed';
  }

  private async postpone(claim: ClaimedRun, failure: Failure | null): Promise<AttemptResult> {
    const cause: Failure = failure ?? { code: 'twilio.conflict', verdict: 'wait', detail: 'the plan did not settle' };
    if (Date.now() - claim.run.createdAt.getTime() > GIVE_UP_AFTER_MS) return this.fail(claim, cause);
    const nextAttemptAt = new Date(Date.now() + attemptDelayMs(claim.run.attempt, this.pauses.random));
    await claim.record(postponedFields(claim.run.kind, cause, nextAttemptAt));
    return 'retry';
  }
}

function renamedDomain(): Record<string, unknown> {
  const { domainPrefix, domainName } = chooseDomain();
  return { domain_prefix: domainPrefix, domain_name: domainName };
}
