import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Recording } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { asJson } from '../database/as-json.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import { ConnectionObserver, type Look } from './connection-observer.js';
import { judgeFailure } from './failure-policy.js';
import { LooksStore } from './looks.store.js';
import { driftOf, type Plan } from './plan-connection.js';
import type { Resource } from './ledger.js';
import { isFinished, type Run, type RunKind, type Step } from './run.js';
import { RunsStore, type Snapshot } from './runs.store.js';
import { RunWorker } from './run-worker.js';

/** A tenant's wishes for the trunk; what is not given stays. */
export interface SettingsChange {
  readonly secure?: boolean;
  readonly transferMode?: string;
  readonly disasterRecoveryUrl?: string | null;
}

export interface TrunkView {
  readonly credential: Credential;
  readonly resources: readonly Resource[];
  readonly runs: readonly Run[];
}

/** What a tenant can see and do about the trunk of one credential. */
@Injectable()
export class TrunksService implements BeforeApplicationShutdown {
  private isStopping = false;

  constructor(
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly looks: LooksStore,
    private readonly observer: ConnectionObserver,
    private readonly worker: RunWorker,
    private readonly database: TenantDatabase,
    private readonly audit: AuditLog,
  ) {}

  /** What waits for a run is told to look again later: the run goes on in the next process. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  async view(caller: Caller, credentialId: string): Promise<TrunkView> {
    const credential = await this.credentials.get(caller, credentialId);
    const [resources, runs] = await Promise.all([
      this.runs.resources(caller.tenantId, credentialId),
      this.runs.list(caller, credentialId, 10),
    ]);
    return { credential, resources, runs };
  }

  /** A dry run: what an apply or a repair would do now. Changes nothing anywhere. */
  async plan(caller: Caller, credentialId: string): Promise<Plan> {
    return (await this.look(caller, credentialId)).plan;
  }

  /** Looks, and remembers what was found. An empty plan is the proof that the trunk is as it should be. */
  async verify(caller: Caller, credentialId: string): Promise<Plan> {
    const { plan, credential } = await this.look(caller, credentialId);
    const drift = driftOf(plan);
    unwrap(
      await this.database
        .service()
        .from('user_twilio_credentials')
        .update({
          drift: asJson(drift),
          verified_at: new Date().toISOString(),
          status: drift.length > 0 ? 'degraded' : 'ready',
          ...(drift.length > 0 ? {} : { problem: null }),
        })
        .eq('user_id', caller.tenantId)
        .eq('id', credential.credentialId)
        // In any other state a run is at work or somebody has to act: a look does not overrule that.
        .in('status', ['ready', 'degraded'])
        // Nor does a look from before a run's end overrule that end.
        .lt('updated_at', new Date(credential.updatedAt.getTime() + 1).toISOString()),
    );
    return plan;
  }

  /** What the account held before the first change. */
  async snapshot(caller: Caller, credentialId: string): Promise<Snapshot> {
    await this.credentials.get(caller, credentialId);
    const snapshot = await this.runs.snapshot(caller, credentialId);
    if (snapshot === null) throw new Problem('trunk.no_snapshot');
    return snapshot;
  }

  /** Opens a run (or joins the open one) and starts it. */
  async start(caller: Caller, credentialId: string, kind: Exclude<RunKind, 'connect'>): Promise<Run> {
    const credential = await this.credentials.get(caller, credentialId);
    const isPending = credential.status === 'pending';
    await this.looks.forgetRepairs(caller.tenantId, credentialId);
    const run = await this.runs.open(caller.tenantId, {
      credentialId,
      // The first change to an account is its connection, whoever asks for it by which name: it takes the snapshot.
      kind: isPending ? 'connect' : kind,
      join: true,
      ...(isPending ? { changes: { status: 'provisioning' } } : {}),
    });
    await this.audit.record(caller, `trunk.${kind}`, { kind: 'credential', id: credentialId }, { runId: run.runId });
    this.worker.ring(run);
    return run;
  }

  async setRecording(caller: Caller, credentialId: string, recording: Recording): Promise<Run> {
    return this.change(caller, credentialId, 'trunk.recording_set', {
      recording_mode: recording.mode,
      recording_trim: recording.trim,
    });
  }

  async changeSettings(caller: Caller, credentialId: string, change: SettingsChange): Promise<Run> {
    return this.change(caller, credentialId, 'trunk.settings_changed', {
      ...(change.secure === undefined ? {} : { secure: change.secure }),
      ...(change.transferMode === undefined ? {} : { transfer_mode: change.transferMode }),
      ...(change.disasterRecoveryUrl === undefined ? {} : { disaster_recovery_url: change.disasterRecoveryUrl }),
    });
  }

  async run(caller: Caller, credentialId: string, runId: string): Promise<{ run: Run; steps: readonly Step[] }> {
    const run = await this.runs.get(caller, credentialId, runId);
    return { run, steps: await this.runs.stepsOf(caller, credentialId, runId) };
  }

  /** Waits until a run is finished. Throws `trunk.provisioning_timeout` when that takes too long, or when this process is stopped. */
  async finished(caller: Caller, credentialId: string, runId: string, withinMs: number): Promise<Run> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const run = await this.runs.get(caller, credentialId, runId);
      if (isFinished(run)) return run;
      if (Date.now() > deadline || this.isStopping)
        throw new Problem('trunk.provisioning_timeout', { extensions: { credentialId, runId } });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async change(
    caller: Caller,
    credentialId: string,
    action: `trunk.${string}`,
    changes: Readonly<Record<string, string | boolean | null>>,
  ): Promise<Run> {
    const credential = await this.credentials.get(caller, credentialId);
    // Whoever asked for the plan first has not yet asked for the trunk.
    if (credential.status === 'pending') throw new Problem('trunk.not_built');
    const run = await this.runs.open(caller.tenantId, { credentialId, kind: 'apply', join: false, changes });
    await this.audit.record(caller, action, { kind: 'credential', id: credentialId }, changes);
    this.worker.ring(run);
    return run;
  }

  private async look(caller: Caller, credentialId: string): Promise<Look> {
    const credential = await this.credentials.get(caller, credentialId);
    try {
      return await this.observer.look(caller.tenantId, credential.credentialId, 'present');
    } catch (error) {
      if (error instanceof Problem) throw error;
      const { code, detail } = judgeFailure(error);
      throw new Problem(code, { internal: detail });
    }
  }
}
