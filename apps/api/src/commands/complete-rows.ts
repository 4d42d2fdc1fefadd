import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '../audit/audit-actor.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { DatabaseError } from '../database/database-error.js';
import { definitionOf, type ProblemCode } from '../problems/catalogue.js';
import { judgeFailure } from '../trunks/failure-policy.js';
import { isFinished, type Run, type Step } from '../trunks/run.js';
import type { RunWorker } from '../trunks/run-worker.js';
import type { RunsStore } from '../trunks/runs.store.js';
import { chooseRows } from './choose-rows.js';
import { EX_ATTENTION, EX_OK, type Print } from './command-line.js';
import type { LegacyRow, LegacyRowsStore } from './legacy-rows.store.js';
import type { RowCompleter } from './row-completer.js';

const WAIT_MS = 90_000;
const LOOK_EVERY_MS = 200;
const COMMAND = 'trunks-complete';

export interface CompletionParts {
  readonly rows: LegacyRowsStore;
  readonly runs: RunsStore;
  readonly worker: RunWorker;
  readonly audit: AuditLog;
  readonly completer: RowCompleter;
}

type Outcome = 'completed' | 'left' | 'failed';

/** Takes over every row of the origin system, one after the other, with a line on each. */
export async function completeRows(parts: CompletionParts, print: Print, isDryRun: boolean): Promise<number> {
  const choices = chooseRows(await parts.rows.legacy(), await parts.rows.connected());
  const outcomes: Outcome[] = [];
  for (const choice of choices) {
    const say: Print = (text) => print(`${choice.row.account_sid} “${choice.row.label}” (${choice.row.id}): ${text}`);
    if (choice.verdict === 'leave') {
      say(`left alone: ${choice.because}.`);
      outcomes.push('left');
    } else {
      outcomes.push(await completeOne(parts, choice.row, say, print, isDryRun));
    }
  }
  const count = (outcome: Outcome): number => outcomes.filter((other) => other === outcome).length;
  if (choices.length === 0) print('There is no row of the origin system.');
  else {
    print(
      `${isDryRun ? 'Would complete' : 'Completed'} ${count('completed')}, left alone ${count('left')}, ` +
        `${isDryRun ? 'could not look at' : 'failed'} ${count('failed')}.${isDryRun ? ' Nothing was changed.' : ''}`,
    );
  }
  return count('failed') === 0 ? EX_OK : EX_ATTENTION;
}

async function completeOne(
  parts: CompletionParts,
  row: LegacyRow,
  say: Print,
  print: Print,
  isDryRun: boolean,
): Promise<Outcome> {
  try {
    // Asked anew for each row: the one before may have taken a label or the active place.
    const completed = await parts.completer.decide(row, await parts.rows.connected());
    if (isDryRun) {
      const { actions, notices } = await parts.completer.plan(row, completed);
      say(`would be completed as ${completed.domainName}, in ${actions.length} steps:`);
      for (const { summary } of actions) print(`    ${summary}`);
      for (const { sentence } of notices) print(`    Note: ${sentence}`);
      return 'completed';
    }
    const run = await parts.completer.complete(row, completed);
    await parts.audit.record(
      systemActor(row.user_id, COMMAND),
      'credential.completed',
      { kind: 'credential', id: row.id },
      { accountSid: row.account_sid, runId: run.runId },
    );
    parts.worker.ring(run);
    const finished = await finish(parts.runs, row, run);
    if (finished.status === 'succeeded') {
      const steps = await parts.runs.stepsOf(serviceCaller(row.user_id), row.id, run.runId);
      say(`completed as ${completed.domainName}: ${summaryOf(steps)}`);
      return 'completed';
    }
    const problem =
      finished.problem === null ? 'it takes longer than usual' : explain(finished.problem.code as ProblemCode);
    say(
      isFinished(finished)
        ? `sealed, but its trunk is not built: ${problem} Then repair it: POST …/${row.id}/trunk/repair`
        : `sealed, but its trunk is not built yet (${problem}); the running service goes on with it.`,
    );
    return 'failed';
  } catch (error) {
    say(`left untouched: ${reasonOf(error)}`);
    return 'failed';
  }
}

async function finish(runs: RunsStore, row: LegacyRow, run: Run): Promise<Run> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const now = await runs.get(serviceCaller(row.user_id), row.id, run.runId);
    if (isFinished(now) || Date.now() > deadline) return now;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Reads on a tenant's behalf with the service's rights, as no user's token is at hand. */
function serviceCaller(tenantId: string): Caller {
  return { tenantId, kind: 'api-key', actorId: COMMAND, scopes: [], accessToken: null, requestId: COMMAND };
}

/** `adopted TK…, CL…; created 3; changed 1`. */
function summaryOf(steps: readonly Step[]): string {
  const done = steps.filter((step) => step.state === 'done');
  const adopted = done.filter((step) => step.effect === 'adopt').map((step) => step.externalId ?? step.actionKey);
  const count = (effect: string): number => done.filter((step) => step.effect === effect).length;
  const parts = [
    adopted.length > 0 ? `adopted ${adopted.join(', ')}` : '',
    count('create') > 0 ? `created ${count('create')}` : '',
    count('change') > 0 ? `changed ${count('change')}` : '',
    count('remove') > 0 ? `removed ${count('remove')}` : '',
  ].filter((part) => part !== '');
  return `${parts.length === 0 ? 'everything was there' : parts.join('; ')}.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof DatabaseError && error.isDuplicate()) return 'its account is connected already.';
  const { code, detail } = judgeFailure(error);
  // What `open_run` says when the row is not as we read it.
  if (code === 'rotation.in_progress') return 'somebody changed it meanwhile; run the command again.';
  return code === 'internal.unexpected' ? `${detail}.` : explain(code);
}

function explain(code: ProblemCode): string {
  const { detail, action } = definitionOf(code);
  return `${detail} ${action ?? ''}`.trim();
}
