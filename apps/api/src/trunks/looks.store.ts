import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { DriftEntry, StoredProblem } from '../credentials/credential.js';
import { asJson } from '../database/as-json.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { PastRepair, RepairHistory } from './repair-limit.js';
import type { RunStatus } from './run.js';

/** Longer than a look may take. If its process dies, the trunk is looked at again after that. */
const HOLD_SECONDS = 300;

/** A look that this process has taken on. */
export interface DueLook extends RepairHistory {
  readonly credentialId: string;
  readonly tenantId: string;
  readonly dueAt: Date;
  /** The credential's date of change, as the database writes it. */
  readonly seen: string;
  /** Failed looks in a row before this one. */
  readonly failures: number;
}

export interface FinishedRepair {
  readonly credentialId: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly status: RunStatus;
}

/** What a look found out about a credential; what is not given stays. */
export interface LookResult {
  readonly status: 'ready' | 'degraded' | 'needs_attention';
  readonly problem: StoredProblem | null;
  readonly drift?: readonly DriftEntry[];
  readonly verifiedAt?: Date;
}

/** What is kept for the looks after this one. */
export interface NextLook {
  readonly at: Date;
  readonly failures: number;
  readonly repairs?: readonly PastRepair[];
  readonly repairsStoppedAt?: Date | null;
  readonly repairRunId?: string;
}

/** `trunk_looks`: which trunk is looked at when. All of it is the service's own. */
@Injectable()
export class LooksStore {
  constructor(private readonly database: TenantDatabase) {}

  /** Takes on the looks that are due, the longest overdue first. No other process gets the same. */
  async claim(limit: number, everySeconds: number): Promise<DueLook[]> {
    const rows = unwrap(
      await this.database
        .service()
        .rpc('claim_looks', { p_limit: limit, p_hold_seconds: HOLD_SECONDS, p_every_seconds: everySeconds }),
    );
    return rows
      .map((row) => ({
        credentialId: row.credential_id,
        tenantId: row.user_id,
        dueAt: parseTimestamp(row.due_at),
        seen: row.seen,
        failures: row.failures,
        // Only `next` writes it.
        repairs: row.repairs as unknown as readonly PastRepair[],
        stoppedAt: row.repairs_stopped_at === null ? null : parseTimestamp(row.repairs_stopped_at),
      }))
      .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
  }

  /** Writes what a look found; false, and nothing is written, when the credential was changed since the look was taken on. */
  async record({ tenantId, credentialId, seen }: DueLook, result: LookResult): Promise<boolean> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_twilio_credentials')
        .update({
          status: result.status,
          problem: result.problem === null ? null : asJson(result.problem),
          ...(result.drift ? { drift: asJson(result.drift) } : {}),
          ...(result.verifiedAt ? { verified_at: result.verifiedAt.toISOString() } : {}),
        })
        .eq('user_id', tenantId)
        .eq('id', credentialId)
        .eq('updated_at', seen)
        .in('status', ['ready', 'degraded'])
        .select('id'),
    );
    return rows.length > 0;
  }

  async next({ tenantId, credentialId }: DueLook, next: NextLook): Promise<void> {
    unwrap(
      await this.database
        .service()
        .from('trunk_looks')
        .update({
          next_look_at: next.at.toISOString(),
          failures: next.failures,
          ...(next.repairs ? { repairs: asJson(next.repairs) } : {}),
          ...(next.repairsStoppedAt === undefined
            ? {}
            : { repairs_stopped_at: next.repairsStoppedAt?.toISOString() ?? null }),
          ...(next.repairRunId === undefined ? {} : { repair_run_id: next.repairRunId }),
        })
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId),
    );
  }

  /** The reconciler's repairs that have ended; each is given to one caller once. */
  async takeFinishedRepairs(): Promise<FinishedRepair[]> {
    const rows = unwrap(await this.database.service().rpc('take_finished_repairs', {}));
    return rows.map((row) => ({
      credentialId: row.credential_id,
      tenantId: row.user_id,
      runId: row.run_id,
      status: row.status as RunStatus,
    }));
  }

  /** Somebody has taken care of the trunk: what it was repaired from before does not count any more. */
  async forgetRepairs(tenantId: string, credentialId: string): Promise<void> {
    unwrap(
      await this.database
        .service()
        .from('trunk_looks')
        .update({ repairs: [], repairs_stopped_at: null })
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId),
    );
  }
}
