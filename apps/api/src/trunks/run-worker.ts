import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { withLogFields } from '../log-context.js';
import { judgeFailure } from './failure-policy.js';
import type { Run } from './run.js';
import { RunExecutor, type AttemptResult } from './run-executor.js';
import { RunRecorder } from './run-recorder.js';
import { RunsStore } from './runs.store.js';

/** How often the database is asked for work that another process left or that fell due. */
const POLL_EVERY_MS = 1_000;
const RETIRE_EVERY_MS = 15_000;
/** For the steps in hand: a vendor call begun before the last call, and its record. Longer only when the database does not answer. */
const HANDOVER_MS = 14_000;
/** For a superseded run to end: the rest of a vendor call or two. */
const BUSY_PAUSE_MS = 100;
const BUSY_TRIES = 30;
/** Runs that the poll may have in hand in this process, at work or in a pause between two looks. */
const MAX_POLLED = 16;
/**
 * Runs at work in this process, whoever asked for them; those in a pause do not count. As it is twice the other, a run that somebody
 * waits for starts at once however many the poll has in hand, and however long a vendor's outage makes those pause.
 */
const MAX_AT_WORK = 2 * MAX_POLLED;

/** Works open runs: those asked for in this process at once, all others when they fall due. */
@Injectable()
export class RunWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(RunWorker.name);
  private readonly working = new Map<string, Promise<void>>();
  private timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(
    private readonly runs: RunsStore,
    private readonly executor: RunExecutor,
    private readonly recorder: RunRecorder,
  ) {}

  onApplicationBootstrap(): void {
    this.timers = [
      setInterval(() => void this.quietly(() => this.workDue()), POLL_EVERY_MS),
      setInterval(() => void this.quietly(() => this.retirePasswords()), RETIRE_EVERY_MS),
    ];
    void this.quietly(async () => {
      await this.recorder.freeLeftLeases();
      await this.workDue();
    });
  }

  /** Steps in hand are finished and recorded; what is left of a run goes to the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    this.executor.stop();
    const finished = Promise.allSettled(this.working.values());
    await Promise.race([finished, sleep(HANDOVER_MS, undefined, { ref: false })]);
    if (this.working.size > 0) this.log.warn({ event: 'worker.left_behind', runs: [...this.working.keys()] });
  }

  /**
   * Starts a run without waiting for the next poll. If an older run of the credential still holds it, that one is told to hurry: it
   * has been superseded, and ends at its next record.
   */
  ring({ runId, credentialId }: Pick<Run, 'runId' | 'credentialId'>): void {
    if (this.stopped || this.working.has(runId)) return;
    if (this.working.size - this.executor.pausingRuns >= MAX_AT_WORK) return;
    const work = withLogFields({ runId, credentialId }, async () =>
      this.attempt(runId, credentialId).then(
        (result) => this.log.log({ event: 'run.attempted', result }),
        (error: unknown) => this.log.error({ event: 'run.crashed', problem: judgeFailure(error).detail }),
      ),
    );
    this.working.set(
      runId,
      work.finally(() => this.working.delete(runId)),
    );
  }

  private async attempt(runId: string, credentialId: string): Promise<AttemptResult> {
    for (let tries = 1; ; tries += 1) {
      const result = await this.executor.attempt(runId);
      if (result !== 'busy' || tries === BUSY_TRIES || this.stopped) return result;
      this.executor.hurry(credentialId);
      await sleep(BUSY_PAUSE_MS);
    }
  }

  private async workDue(): Promise<void> {
    if (this.stopped || this.working.size >= MAX_POLLED) return;
    for (const run of await this.runs.due(MAX_POLLED - this.working.size)) this.ring(run);
  }

  private async retirePasswords(): Promise<void> {
    for (const { credential_id: credentialId, user_id: tenantId } of await this.runs.retirable(MAX_POLLED)) {
      const run = await this.runs.open(tenantId, { credentialId, kind: 'retire', join: true });
      this.ring(run);
    }
  }

  /** The database may be away for a while; the next tick tries again. */
  private async quietly(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!this.stopped) this.log.warn({ event: 'worker.poll_failed', problem: judgeFailure(error).detail });
    }
  }
}
