import { storedProblemDto } from '../problems/stored-problem.dto.js';
import type { Plan } from './plan-connection.js';
import type { Run, Step } from './run.js';
import type { Snapshot } from './runs.store.js';
import type { PlanDto, RunDto, SnapshotDto, StepDto, TrunkDto } from './trunk.dto.js';
import type { TrunkView } from './trunks.service.js';

/** Our values in the words of the API, field by field. */
export function planDto({ actions, notices }: Plan): PlanDto {
  return {
    isEmpty: actions.length === 0,
    actions: actions.map(({ key, system, effect, summary, loses, dependsOn }) => ({
      key,
      system,
      effect,
      summary,
      ...(loses === undefined ? {} : { loses }),
      dependsOn,
    })),
    notices: notices.map(({ code, sentence }) => ({ code, sentence })),
  };
}

export function runDto(run: Run): RunDto {
  return {
    runId: run.runId,
    credentialId: run.credentialId,
    kind: run.kind,
    status: run.status,
    problem: storedProblemDto(run.problem),
    attempt: run.attempt,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

export function stepDto(step: Step): StepDto {
  return {
    stepId: step.stepId,
    runId: step.runId,
    pass: step.pass,
    actionKey: step.actionKey,
    effect: step.effect,
    state: step.state,
    summary: step.summary,
    externalId: step.externalId,
    problem: storedProblemDto(step.problem),
    at: step.at.toISOString(),
  };
}

export function trunkDto({ credential, resources, runs }: TrunkView): TrunkDto {
  return {
    credentialId: credential.credentialId,
    status: credential.status,
    trunkSid: credential.trunkSid,
    trunkName: credential.resourceName,
    domainName: credential.domainName,
    secure: credential.settings.secure,
    transferMode: credential.settings.transferMode,
    disasterRecoveryUrl: credential.settings.disasterRecoveryUrl,
    recordingMode: credential.recording.mode,
    recordingTrim: credential.recording.trim,
    problem: storedProblemDto(credential.problem),
    drift: credential.drift.map(({ key, effect, summary }) => ({ key, effect, summary })),
    verifiedAt: credential.verifiedAt?.toISOString() ?? null,
    resources: resources.map(({ kind, externalId, ownership }) => ({ kind, externalId, ownership })),
    runs: runs.map(runDto),
  };
}

export function snapshotDto({ takenAt, inventory }: Snapshot): SnapshotDto {
  return {
    takenAt: takenAt.toISOString(),
    trunks: inventory.trunks.map(({ trunkSid, friendlyName, domainName }) => ({ trunkSid, friendlyName, domainName })),
    credentialLists: inventory.credentialLists.map(({ credentialListSid, friendlyName }) => ({
      credentialListSid,
      friendlyName,
    })),
    numbers: inventory.numbers.map(({ numberSid, phoneNumber, trunkSid, voiceApplicationSid, voiceUrl }) => ({
      numberSid,
      phoneNumber,
      trunkSid,
      voiceApplicationSid,
      voiceUrl,
    })),
  };
}
