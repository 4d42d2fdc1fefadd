import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { StoredProblem } from '../credentials/credential.js';
import { asJson } from '../database/as-json.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { LedgerChange } from './ledger.js';
import { RunMetrics } from './run-metrics.js';
import { RecordQueue } from './record-queue.js';
import { runFrom, RUN_COLUMNS } from './run-rows.js';
import { isFinished, type Run, type RunStatus, type StepState } from './run.js';

/** Longer than any vendor call may take (10 s), so that a holder in good health never loses it. */
const LEASE_SECONDS = 60;
/** Older creates are in the lists or failed. */
const CREATES_SETTLE_MS = 60_000;

/** The run is not ours to work any more: its lease went to somebody else, or a newer run took its place. */
export class RunLost extends Error {
  override readonly name = 'RunLost';

  constructor(readonly to: 'another process' | 'a newer run') {
    super(`the run was lost to ${to}`);
  }
}

/** What one record holds; all of it is written together, or none. */
export interface Progress {
  readonly steps?: readonly {
    readonly pass: number;
    readonly actionKey: string;
    readonly effect: string;
    readonly state: StepState;
    readonly summary: string;
    readonly externalId?: string | null;
    readonly problem?: StoredProblem | null;
  }[];
  readonly ledger?: LedgerChange;
  /** Columns of the credential. */
  readonly credential?: Readonly<Record<string, unknown>>;
  readonly run?: { readonly status: RunStatus; readonly problem: StoredProblem | null; readonly nextAttemptAt?: Date };
  readonly snapshot?: object;
}

/** The right to work one run, and the only way to write what it did. */
export interface ClaimedRun {
  readonly run: Run;
  /** True when a create of the last minute has no recorded end: it may have taken effect without showing in a list yet. */
  hasUnsettledCreates(): Promise<boolean>;
  /** Throws {@link RunLost} when the lease or the run is no longer ours. */
  record(progress: Progress): Promise<void>;
  /** Extends the lease; false when it is lost. */
  renew(): Promise<boolean>;
  /** False once the lease may be over by the clock: a process that stood still for a minute learns that before it asks a vendor. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Claims runs by lease and writes their progress under the lease's fence (`record_progress` in the migrations). */
@Injectable()
export class RunRecorder {
  constructor(
    private readonly database: TenantDatabase,
    private readonly metrics: RunMetrics,
  ) {}

  /** `busy` while somebody else works on the credential, `over` when the run is finished or another has taken its place. */
  async claim(runId: string): Promise<ClaimedRun | 'busy' | 'over'> {
    const holder = randomUUID();
    // From before the question, so that we never think we hold it for longer than the database does.
    let heldUntil = leaseEnd();
    const fence = unwrap(
      await this.database
        .service()
        .rpc('claim_run', { p_run_id: runId, p_holder: holder, p_ttl_seconds: LEASE_SECONDS }),
    );
    const row = unwrap(
      await this.database.service().from('provisioning_runs').select(RUN_COLUMNS).eq('id', runId).single(),
    );
    const run = runFrom(row);
    if (fence === null) return isFinished(run) ? 'over' : 'busy';
    const lease = { p_name: `credential:${run.credentialId}`, p_holder: holder, p_fence: fence };
    const records = new RecordQueue<Progress>((batch) => this.record(runId, holder, fence, together(batch)));
    return {
      run,
      hasUnsettledCreates: () => this.hasUnsettledCreates(run),
      record: async (progress) => records.add(progress),
      renew: async () => {
        const end = leaseEnd();
        const renewed = unwrap(
          await this.database.service().rpc('renew_lease', { ...lease, p_ttl_seconds: LEASE_SECONDS }),
        );
        heldUntil = renewed ? end : 0;
        return renewed;
      },
      isHeld: () => Date.now() < heldUntil,
      release: async () => {
        unwrap(await this.database.service().rpc('release_lease', lease));
      },
    };
  }

  /**
   * Frees what an earlier process held when it was killed. Only where no other process can be alive: PGlite lets one process in, and
   * its lock is ours by now.
   */
  async freeLeftLeases(): Promise<void> {
    if (this.database.isShared) return;
    unwrap(await this.database.service().from('leases').update({ expires_at: '-infinity' }).neq('name', ''));
  }

  private async hasUnsettledCreates({ kind, attempt, credentialId }: Run): Promise<boolean> {
    // Nothing can have come before the first attempt at the first run.
    if (kind === 'connect' && attempt === 1) return false;
    const steps = unwrap(
      await this.database
        .service()
        .from('provisioning_steps')
        .select('run_id, pass, action_key, state')
        .eq('credential_id', credentialId)
        .eq('effect', 'create')
        .in('state', ['started', 'done'])
        .gte('created_at', new Date(Date.now() - CREATES_SETTLE_MS).toISOString()),
    );
    const keyOf = (step: (typeof steps)[number]): string => `${step.run_id} ${step.pass} ${step.action_key}`;
    const done = new Set(steps.filter(({ state }) => state === 'done').map(keyOf));
    return steps.some((step) => step.state === 'started' && !done.has(keyOf(step)));
  }

  private async record(runId: string, holder: string, fence: number, progress: Progress): Promise<void> {
    const call = this.database.service().rpc('record_progress', {
      p_run_id: runId,
      p_holder: holder,
      p_fence: fence,
      p_steps: asJson(
        (progress.steps ?? []).map((step) => ({
          pass: step.pass,
          action_key: step.actionKey,
          effect: step.effect,
          state: step.state,
          summary: step.summary,
          external_id: step.externalId ?? null,
          problem: step.problem ?? null,
        })),
      ),
      p_resources: asJson(
        (progress.ledger?.put ?? []).map((resource) => ({
          kind: resource.kind,
          external_id: resource.externalId,
          ownership: resource.ownership,
          detail: resource.detail,
        })),
      ),
      p_gone: asJson(
        (progress.ledger?.gone ?? []).map((entry) => ({ kind: entry.kind, external_id: entry.externalId })),
      ),
      p_credential: asJson(progress.credential ?? {}),
      p_run: asJson(progress.run === undefined ? {} : runFields(progress.run)),
      p_snapshot: progress.snapshot === undefined ? null : asJson(progress.snapshot),
    });
    const result = await this.metrics.recording(() => call);
    let isOurs: boolean;
    try {
      isOurs = unwrap(result);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'TL001') throw new RunLost('another process');
      if (error instanceof DatabaseError && error.code === 'TL002') throw new RunLost('a newer run');
      throw error;
    }
    // What was done is written all the same; only going on is over.
    if (!isOurs) throw new RunLost('a newer run');
  }
}

function leaseEnd(): number {
  return Date.now() + LEASE_SECONDS * 1000;
}

function runFields({ status, problem, nextAttemptAt }: NonNullable<Progress['run']>): object {
  return { status, problem, ...(nextAttemptAt ? { next_attempt_at: nextAttemptAt.toISOString() } : {}) };
}

/** Several records as one. The last word on the run and the snapshot counts; no two actions touch the same field of a credential. */
function together(batch: readonly Progress[]): Progress {
  return {
    steps: batch.flatMap(({ steps }) => steps ?? []),
    ledger: {
      put: batch.flatMap(({ ledger }) => ledger?.put ?? []),
      gone: batch.flatMap(({ ledger }) => ledger?.gone ?? []),
    },
    credential: Object.assign({}, ...batch.map(({ credential }) => credential ?? {})) as Record<string, unknown>,
    ...Object.assign(
      {},
      ...batch.map(({ run, snapshot }) => ({ ...(run ? { run } : {}), ...(snapshot ? { snapshot } : {}) })),
    ),
  };
}
