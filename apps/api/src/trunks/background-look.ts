import { Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../audit/audit-actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { AppConfig } from '../config/app-config.js';
import type { DriftEntry } from '../credentials/credential.js';
import { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/catalogue.js';
import { ConnectionObserver, type Look } from './connection-observer.js';
import { closesAccount, judgeFailure } from './failure-policy.js';
import { LookMetrics, type LookResultName } from './look-metrics.js';
import { isWorthAWarning, nextLookMs, retryLookMs } from './look-schedule.js';
import { LooksStore, type DueLook } from './looks.store.js';
import { Pauses } from './pauses.js';
import { driftOf } from './plan-connection.js';
import { decideRepair, recentRepairs } from './repair-limit.js';
import type { Run } from './run.js';
import { RunsStore } from './runs.store.js';
import { unlessStopped } from './unless-stopped.js';

/** Somebody was faster: what the look saw is no longer the question. */
const OVERTAKEN: ReadonlySet<ProblemCode> = new Set([
  'rotation.in_progress',
  'credential.disconnecting',
  'credential.not_found',
]);

/** One look that nobody asked for, and what follows from it. */
@Injectable()
export class BackgroundLook {
  private readonly log = new Logger('Reconciler');

  constructor(
    private readonly looks: LooksStore,
    private readonly observer: ConnectionObserver,
    private readonly runs: RunsStore,
    private readonly audit: AuditLog,
    private readonly metrics: LookMetrics,
    private readonly pauses: Pauses,
    private readonly config: AppConfig,
  ) {}

  /**
   * Null when the signal fired before everything was seen: then the look is due as before, for another process to take. Throws only
   * when our own database fails; then it is due again once its hold is over.
   */
  async take(due: DueLook, signal: AbortSignal): Promise<LookResultName | null> {
    let look: Look | null = null;
    try {
      if (!signal.aborted) {
        look = await unlessStopped(this.observer.look(due.tenantId, due.credentialId, 'present'), signal);
      }
    } catch (error) {
      return closesAccount(error) ? this.refused(due, error) : this.failed(due, error);
    }
    if (look === null) return this.handBack(due);
    const drift = driftOf(look.plan);
    return drift.length === 0 ? this.inOrder(due) : this.drifted(due, drift);
  }

  private async handBack(due: DueLook): Promise<null> {
    await this.looks.next(due, { at: due.dueAt, failures: due.failures });
    return null;
  }

  private async inOrder(due: DueLook): Promise<LookResultName> {
    const recorded = await this.looks.record(due, {
      status: 'ready',
      problem: null,
      drift: [],
      verifiedAt: new Date(),
    });
    await this.looks.next(due, { at: this.nextAt(), failures: 0 });
    return recorded ? 'in-order' : 'overtaken';
  }

  /** Unknown is not absent: nothing is changed, here or there, and the next look is put off. */
  private async failed(due: DueLook, error: unknown): Promise<LookResultName> {
    const failures = due.failures + 1;
    const at = new Date(Date.now() + retryLookMs(failures, this.pauses.random));
    const { code, detail } = judgeFailure(error);
    const line = { event: 'look.failed', ...subjectOf(due), code, detail, failures, nextLookAt: at.toISOString() };
    if (isWorthAWarning(failures)) this.log.warn(line);
    else this.log.debug(line);
    await this.looks.next(due, { at, failures });
    return 'failed';
  }

  /** No more calls with a secret that Twilio refuses, until somebody stores another one or asks for a repair. */
  private async refused(due: DueLook, error: unknown): Promise<LookResultName> {
    const { code, detail } = judgeFailure(error);
    const recorded = await this.looks.record(due, {
      status: 'needs_attention',
      problem: { code, at: new Date().toISOString() },
    });
    await this.looks.next(due, { at: this.nextAt(), failures: 0 });
    if (!recorded) return 'overtaken';
    this.log.warn({ event: 'look.refused', ...subjectOf(due), code, detail });
    await this.noteDown(due, 'trunk.account_refused', { code });
    return 'refused';
  }

  private async drifted(due: DueLook, drift: readonly DriftEntry[]): Promise<LookResultName> {
    const now = new Date();
    const keys = drift.map(({ key }) => key);
    const { everySeconds } = this.config.reconcile;
    const decision = decideRepair(due, keys, everySeconds, now);
    if (decision !== 'repair') return this.leave(due, drift, decision === 'stop' ? now : (due.stoppedAt ?? now));
    const run = await this.openRepair(due, drift, now);
    if (run === null) {
      await this.looks.next(due, { at: this.nextAt(), failures: 0 });
      return 'overtaken';
    }
    const repairs = [...recentRepairs(due.repairs, everySeconds, now), { at: now.toISOString(), keys }];
    const repairRunId = run.runId;
    await this.looks.next(due, { at: this.nextAt(), failures: 0, repairs, repairsStoppedAt: null, repairRunId });
    const changes = drift.map(({ summary }) => summary);
    this.log.log({ event: 'drift.found', ...subjectOf(due), runId: run.runId, changes });
    await this.noteDown(due, 'trunk.repair', { runId: run.runId, changes });
    this.metrics.repair('started');
    return 'drift';
  }

  /** The run and the word of the drift come together, and only if nothing has changed since the look began. */
  private async openRepair(due: DueLook, drift: readonly DriftEntry[], now: Date): Promise<Run | null> {
    try {
      const run = await this.runs.open(due.tenantId, {
        credentialId: due.credentialId,
        kind: 'repair',
        join: true,
        expected: { updated_at: due.seen },
        changes: { status: 'degraded', drift, verified_at: now.toISOString() },
      });
      // One that had begun before is somebody else's: what the look saw was its work half done.
      return run.kind === 'repair' && run.attempt === 0 ? run : null;
    } catch (error) {
      if (error instanceof Problem && OVERTAKEN.has(error.code)) return null;
      throw error;
    }
  }

  /** Drift that somebody else makes on purpose is shown and no longer mended. */
  private async leave(due: DueLook, drift: readonly DriftEntry[], stoppedAt: Date): Promise<LookResultName> {
    const isNew = stoppedAt !== due.stoppedAt;
    const recorded = await this.looks.record(due, {
      status: 'degraded',
      problem: { code: 'trunk.keeps_changing' satisfies ProblemCode, at: stoppedAt.toISOString() },
      drift,
      verifiedAt: new Date(),
    });
    await this.looks.next(due, {
      at: this.nextAt(),
      failures: 0,
      ...(recorded && isNew ? { repairsStoppedAt: stoppedAt } : {}),
    });
    if (!recorded) return 'overtaken';
    if (isNew) {
      const changes = drift.map(({ summary }) => summary);
      this.log.warn({ event: 'drift.repairs_stopped', ...subjectOf(due), changes });
      await this.noteDown(due, 'trunk.repairs_stopped', { changes });
      this.metrics.repair('stopped');
    }
    return 'drift';
  }

  private nextAt(): Date {
    return new Date(Date.now() + nextLookMs(this.config.reconcile.everySeconds, this.pauses.random));
  }

  private async noteDown(
    { tenantId, credentialId }: DueLook,
    action: `trunk.${string}`,
    detail: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<void> {
    await this.audit.record(
      systemActor(tenantId, 'reconciler'),
      action,
      { kind: 'credential', id: credentialId },
      detail,
    );
  }
}

function subjectOf({ credentialId, tenantId }: DueLook): { readonly credentialId: string; readonly tenantId: string } {
  return { credentialId, tenantId };
}
