import type { StoredProblem } from '../credentials/credential.js';

export type RunKind = 'connect' | 'apply' | 'repair' | 'rotate' | 'retire' | 'disconnect' | 'abandon';
export type RunStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'superseded';

/** One attempt to bring a credential to its desired state, or to absence. */
export interface Run {
  readonly runId: string;
  readonly tenantId: string;
  readonly credentialId: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly problem: StoredProblem | null;
  readonly attempt: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A journal entry of a run. Ids grow, so that a reader can go on from the last one it saw. */
export interface Step {
  readonly stepId: number;
  readonly runId: string;
  readonly pass: number;
  readonly actionKey: string;
  readonly effect: string;
  readonly state: StepState;
  readonly summary: string;
  readonly externalId: string | null;
  readonly problem: StoredProblem | null;
  readonly at: Date;
}

export type StepState = 'planned' | 'started' | 'done' | 'failed' | 'info';

export function isFinished(run: Pick<Run, 'status'>): boolean {
  return run.status === 'succeeded' || run.status === 'failed' || run.status === 'superseded';
}
