import { parseTimestamp, type Tables } from '@app/supabase';
import type { StoredProblem } from '../credentials/credential.js';
import type { Run, RunKind, RunStatus, Step, StepState } from './run.js';

export const RUN_COLUMNS =
  'id, user_id, credential_id, kind, status, problem, attempt, created_at, started_at, finished_at, idempotency_key, request_hash';
export const STEP_COLUMNS = 'id, run_id, pass, action_key, effect, state, summary, external_id, problem, created_at';

export type RunRow = Omit<Tables<'provisioning_runs'>, 'next_attempt_at'>;
export type StepRow = Omit<Tables<'provisioning_steps'>, 'user_id' | 'credential_id'>;

export function runFrom(row: RunRow): Run {
  return {
    runId: row.id,
    tenantId: row.user_id,
    credentialId: row.credential_id,
    kind: row.kind as RunKind,
    status: row.status as RunStatus,
    problem: row.problem as StoredProblem | null,
    attempt: row.attempt,
    createdAt: parseTimestamp(row.created_at),
    startedAt: row.started_at === null ? null : parseTimestamp(row.started_at),
    finishedAt: row.finished_at === null ? null : parseTimestamp(row.finished_at),
  };
}

export function stepFrom(row: StepRow): Step {
  return {
    stepId: Number(row.id),
    runId: row.run_id,
    pass: row.pass,
    actionKey: row.action_key,
    effect: row.effect,
    state: row.state as StepState,
    summary: row.summary,
    externalId: row.external_id,
    problem: row.problem as StoredProblem | null,
    at: parseTimestamp(row.created_at),
  };
}
