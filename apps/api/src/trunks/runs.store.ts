import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { AccountInventory } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { asJson } from '../database/as-json.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { Resource, ResourceDetail, ResourceKind } from './ledger.js';
import type { Run, RunKind, Step } from './run.js';
import { RUN_COLUMNS, runFrom, STEP_COLUMNS, stepFrom } from './run-rows.js';

/** How a caller asks for a run. */
export interface RunRequest {
  readonly credentialId: string;
  readonly kind: RunKind;
  /** True: an open run is good enough. False: the changes given here must be brought about, so an open run is superseded. */
  readonly join: boolean;
  /** Columns of the credential that change together with the opening of the run. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Columns that must still be as the caller saw them; otherwise `rotation.in_progress`. */
  readonly expected?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string | null;
  readonly requestHash?: string | null;
}

export interface Snapshot {
  readonly takenAt: Date;
  readonly inventory: AccountInventory;
}

/** `provisioning_runs` and what hangs on them, as callers see them. What a run itself writes is in `RunRecorder`. */
@Injectable()
export class RunsStore {
  constructor(private readonly database: TenantDatabase) {}

  async open(tenantId: string, request: RunRequest): Promise<Run> {
    try {
      const row = unwrap(
        await this.database.service().rpc('open_run', {
          p_user_id: tenantId,
          p_credential_id: request.credentialId,
          p_kind: request.kind,
          p_join: request.join,
          p_changes: asJson(request.changes ?? {}),
          p_expected: asJson(request.expected ?? {}),
          p_idempotency_key: request.idempotencyKey ?? null,
          p_request_hash: request.requestHash ?? null,
        }),
      );
      const same = (row.request_hash ?? null) === (request.requestHash ?? null);
      if (request.idempotencyKey && row.idempotency_key === request.idempotencyKey && !same) {
        throw new Problem('idempotency.key_reused');
      }
      return runFrom(row);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'TL003') throw new Problem('credential.disconnecting');
      if (error instanceof DatabaseError && error.code === 'TL005') throw new Problem('rotation.in_progress');
      if (error instanceof DatabaseError && error.code === 'TL004') throw new Problem('credential.not_found');
      throw error;
    }
  }

  /** The run that an Idempotency-Key of this tenant's opened before. */
  async findByIdempotencyKey(tenantId: string, key: string): Promise<Run | null> {
    const row = unwrap(
      await this.database
        .service()
        .from('provisioning_runs')
        .select(RUN_COLUMNS)
        .eq('user_id', tenantId)
        .eq('idempotency_key', key)
        .maybeSingle(),
    );
    return row === null ? null : runFrom(row);
  }

  async get(caller: Caller, credentialId: string, runId: string): Promise<Run> {
    const row = unwrap(
      await this.database
        .for(caller)
        .from('provisioning_runs')
        .select(RUN_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('id', runId)
        .maybeSingle(),
    );
    if (row === null) throw new Problem('run.not_found');
    return runFrom(row);
  }

  /** Newest first, at most `limit`. */
  async list(caller: Caller, credentialId: string, limit: number): Promise<Run[]> {
    const rows = unwrap(
      await this.database
        .for(caller)
        .from('provisioning_runs')
        .select(RUN_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .order('created_at', { ascending: false })
        .limit(limit),
    );
    return rows.map(runFrom);
  }

  /** The credential's journal after an entry, oldest first. */
  async stepsAfter(caller: Caller, credentialId: string, stepId: number, limit: number): Promise<Step[]> {
    const rows = unwrap(
      await this.database
        .for(caller)
        .from('provisioning_steps')
        .select(STEP_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .gt('id', stepId)
        .order('id')
        .limit(limit),
    );
    return rows.map(stepFrom);
  }

  /** One run's journal, oldest first. */
  async stepsOf(caller: Caller, credentialId: string, runId: string): Promise<Step[]> {
    const rows = unwrap(
      await this.database
        .for(caller)
        .from('provisioning_steps')
        .select(STEP_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('run_id', runId)
        .order('id')
        .limit(1_000),
    );
    return rows.map(stepFrom);
  }

  /** What we know to be at Twilio and LiveKit for a credential. */
  async resources(tenantId: string, credentialId: string): Promise<Resource[]> {
    const rows = unwrap(
      await this.database
        .service()
        .from('provisioned_resources')
        .select('kind, external_id, ownership, detail')
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId)
        .order('created_at')
        .order('external_id'),
    );
    return rows.map((row) => ({
      kind: row.kind as ResourceKind,
      externalId: row.external_id,
      ownership: row.ownership === 'adopted' ? 'adopted' : 'created',
      detail: row.detail as ResourceDetail,
    }));
  }

  /** What the account held before Trunkline's first change; null while nothing has been changed. */
  async snapshot(caller: Caller, credentialId: string): Promise<Snapshot | null> {
    const row = unwrap(
      await this.database
        .for(caller)
        .from('account_snapshots')
        .select('content, taken_at')
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .order('taken_at')
        .limit(1)
        .maybeSingle(),
    );
    // Only `RunPass` writes it, from an AccountInventory.
    return row === null
      ? null
      : { takenAt: parseTimestamp(row.taken_at), inventory: row.content as unknown as AccountInventory };
  }

  /** Runs that somebody should work on now. */
  async due(limit: number): Promise<Pick<Run, 'runId' | 'credentialId'>[]> {
    const rows = unwrap(await this.database.service().rpc('due_runs', { p_limit: limit }));
    return rows.map((row) => ({ runId: row.run_id, credentialId: row.credential_id }));
  }

  /** Credentials whose previous SIP password has outlived its overlap. */
  async retirable(limit: number): Promise<{ credential_id: string; user_id: string }[]> {
    return unwrap(await this.database.service().rpc('retirable_credentials', { p_limit: limit }));
  }
}
