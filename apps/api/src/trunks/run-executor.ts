import { setMaxListeners } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { SipGateway, type SipIds } from '@app/livekit';
import type { Secret } from '@app/secrets';
import { TrunkGateway, type AccountInventory, type TwilioAccount } from '@app/twilio-trunk';
import { addLogFields } from '../log-context.js';
import { ConnectionObserver, type Aim, type Look } from './connection-observer.js';
import { chooseDomain } from './names.js';
import { executePlan } from './execute-plan.js';
import {
  attemptDelayMs,
  closesAccount,
  GIVE_UP_AFTER_MS,
  judgeFailure,
  passDelayMs,
  severest,
  storedProblem,
  type Failure,
} from './failure-policy.js';
import { applyLedgerChange, ledgerAfter, ledgerBefore, type Resource, type ResourceKind } from './ledger.js';
import { forgottenResources, type Action } from './plan-connection.js';
import { Pauses } from './pauses.js';
import { RunMetrics } from './run-metrics.js';
import { RunLost, RunRecorder, type ClaimedRun } from './run-recorder.js';
import type { Run, RunKind } from './run.js';
import { removedFields, settledFields } from './run-results.js';
import { unlessStopped } from './unless-stopped.js';

/** An attempt looks at most this often before it gives the credential up to the next attempt. */
const MAX_PASSES = 5;
const RENEW_EVERY_MS = 20_000;

/** How an attempt ended. `busy`: somebody else has the credential. `lost`: somebody else took over. `paused`: shutdown. */
export type AttemptResult = 'succeeded' | 'failed' | 'retry' | 'busy' | 'lost' | 'paused';

/**
 * Works one run: look, plan, perform, look again, until the plan is empty. Every pass starts from a fresh look, so it does not matter
 * where an earlier attempt stopped: what exists is found by its recorded SID or by the name that was stored before it was made.
 */
@Injectable()
export class RunExecutor {
  private readonly log = new Logger(RunExecutor.name);
  private readonly stopping = new AbortController();
  private readonly pausing = new Map<string, AbortController>();

  constructor(
    private readonly recorder: RunRecorder,
    private readonly observer: ConnectionObserver,
    private readonly trunkGateway: TrunkGateway,
    private readonly sipGateway: SipGateway,
    private readonly pauses: Pauses,
    private readonly metrics: RunMetrics,
  ) {
    // As many as there are runs in hand.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Ends the pause, if one is on, of whatever run holds this credential in this process. */
  hurry(credentialId: string): void {
    this.pausing.get(credentialId)?.abort();
  }

  /** How many runs of this process are in a pause between two looks. */
  get pausingRuns(): number {
    return this.pausing.size;
  }

  /** Lets steps in hand finish and starts no more; the run stays open for the next process. */
  stop(): void {
    this.stopping.abort();
  }

  async attempt(runId: string): Promise<AttemptResult> {
    const claim = await this.recorder.claim(runId);
    // Not busy: the caller would tell whoever has the credential to hurry, and that is the run which took this one's place.
    if (claim === 'over') return 'lost';
    if (claim === 'busy') return 'busy';
    addLogFields({ tenantId: claim.run.tenantId });
    const result = await this.hold(claim);
    this.metrics.attempted(claim.run, result);
    return result;
  }

  private async hold(claim: ClaimedRun): Promise<AttemptResult> {
    const lease = { held: true };
    const renewal = setInterval(() => {
      claim.renew().then(
        (renewed) => (lease.held &&= renewed),
        // A failed renewal may work the next time; the fence protects us if it does not.
        () => undefined,
      );
    }, RENEW_EVERY_MS);
    try {
      const result = await this.work(claim, () => lease.held && !this.stopping.signal.aborted);
      return lease.held || result !== 'paused' ? result : this.lost('another process');
    } catch (error) {
      if (error instanceof RunLost) return this.lost(error.to);
      // Our own database failed: the run stays open, and whoever comes next starts with a look. Not at once, and not for ever, if
      // the database can still be told so.
      const failure = judgeFailure(error);
      this.log.error({ event: 'run.interrupted', problem: failure.detail });
      return await this.postpone(claim, failure).catch((): AttemptResult => 'retry');
    } finally {
      clearInterval(renewal);
      await claim.release().catch(() => undefined);
    }
  }

  private lost(to: RunLost['to']): 'lost' {
    if (to === 'another process') {
      this.metrics.leaseLost();
      this.log.warn({ event: 'run.lease_lost' });
    }
    return 'lost';
  }

  private async work(claim: ClaimedRun, mayGoOn: () => boolean): Promise<AttemptResult> {
    let last: Failure | null = null;
    // Lists lag behind creates: what an interrupted attempt or a superseded run has just made would be overlooked and made twice,
    // or, by an undo, left behind for good.
    if (await claim.hasUnsettledCreates()) await this.pause(claim.run, 1);
    for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
      if (!mayGoOn()) return 'paused';
      const failures = await this.pass(claim, pass, mayGoOn);
      if (failures === 'settled') return 'succeeded';
      for (const { code } of failures) this.metrics.stepFailed(code);
      last = severest(failures);
      if (last === null) continue;
      this.log.warn({ event: 'run.step_failed', code: last.code, detail: last.detail, pass });
      if (last.verdict === 'stop') return this.fail(claim, last);
      if (last.verdict === 'rename-domain') await claim.record({ credential: renamedDomain() });
      if (last.verdict === 'wait' && pass < MAX_PASSES) await this.pause(claim.run, pass);
    }
    return this.postpone(claim, last);
  }

  private async pause({ credentialId }: Run, pass: number): Promise<void> {
    const hurry = new AbortController();
    this.pausing.set(credentialId, hurry);
    const signal = AbortSignal.any([this.stopping.signal, hurry.signal]);
    await this.pauses.sleep(passDelayMs(pass, this.pauses.random), signal);
    this.pausing.delete(credentialId);
  }

  /** `settled` when the look found everything as desired; otherwise what went wrong on the way there (perhaps nothing). */
  private async pass(claim: ClaimedRun, pass: number, mayGoOn: () => boolean): Promise<'settled' | Failure[]> {
    const { run } = claim;
    // Before the first change ever, what was there is written down: taken beside the first look, so that it costs no time.
    const isFirst = pass === 1 && run.kind === 'connect';
    let look: Look;
    let inventory: AccountInventory | null;
    try {
      const seen = await unlessStopped(
        // A look changes nothing, so a shutdown does not wait for it.
        Promise.all([
          this.observer.look(run.tenantId, run.credentialId, aimOf(run.kind)),
          isFirst ? this.takeInventory(run) : null,
        ]),
        this.stopping.signal,
      );
      if (seen === null) return [];
      [look, inventory] = seen;
    } catch (error) {
      return [judgeFailure(error)];
    }
    // Who abandons has not looked at Twilio, and does not know what is gone there.
    const gone =
      aimOf(run.kind) === 'abandoned' ? [] : forgottenResources(look.observed, look.resources, look.desired, look.plan);
    if (look.plan.actions.length === 0) {
      await claim.record(
        aimOf(run.kind) !== 'present'
          ? removedFields(pass, look, run.kind)
          : settledFields(pass, look, gone, new Date()),
      );
      return 'settled';
    }
    await claim.record({
      steps: look.plan.actions.map((action) => step(pass, action, 'planned')),
      ledger: { put: [], gone },
      ...(inventory !== null && look.resources.length === 0 ? { snapshot: inventory } : {}),
    });
    const known = applyLedgerChange(look.resources, { put: [], gone });
    return this.perform(claim, pass, look, known, mayGoOn);
  }

  private async takeInventory(run: Run): Promise<AccountInventory> {
    return this.trunkGateway.takeInventory(await this.observer.account(run.tenantId, run.credentialId));
  }

  private async perform(
    claim: ClaimedRun,
    pass: number,
    look: Look,
    known: readonly Resource[],
    mayGoOn: () => boolean,
  ): Promise<Failure[]> {
    let resources = known;
    let lost: RunLost | null = null;
    let accountClosed = false;
    const performOne = async (action: Action): Promise<void> => {
      const before = ledgerBefore(action, look.observed.twilio, resources);
      await claim.record({ steps: [step(pass, action, 'started')], ledger: before });
      const sids = parentSids(resources);
      const result =
        action.system === 'twilio'
          ? await this.trunkGateway.perform(accountOf(look), action, sids, passwordFor(action, look))
          : await this.sipGateway.perform(action, sipIds(resources));
      const after = ledgerAfter(action, result, { ownUsernamePrefix: look.desired.trunk.ownUsernamePrefix });
      resources = applyLedgerChange(applyLedgerChange(resources, before), after);
      const externalId = 'sid' in result ? result.sid : result.id;
      await claim.record({
        steps: [{ ...step(pass, action, 'done'), externalId }],
        ledger: after,
        credential: credentialFields(action, externalId),
      });
    };
    const failures = await executePlan(
      look.plan.actions,
      performOne,
      () => lost === null && !accountClosed && mayGoOn(),
      (_, error) => {
        if (error instanceof RunLost) lost = error;
        accountClosed ||= closesAccount(error);
      },
    );
    if (lost !== null) throw lost as RunLost;
    const judged = failures.map(({ action, error }) => ({ action, failure: judgeFailure(error) }));
    if (judged.length > 0) {
      await claim.record({
        steps: judged.map(({ action, failure }) => ({
          ...step(pass, action, 'failed'),
          problem: storedProblem(failure),
        })),
      });
    }
    return judged.map(({ failure }) => failure);
  }

  private async fail(claim: ClaimedRun, failure: Failure): Promise<'failed'> {
    const problem = storedProblem(failure);
    await claim.record({
      // What was to be disconnected is not to be built again, so its status stays.
      credential: aimOf(claim.run.kind) === 'present' ? { status: 'needs_attention', problem } : { problem },
      run: { status: 'failed', problem },
    });
    return 'failed';
  }

  private async postpone(claim: ClaimedRun, failure: Failure | null): Promise<AttemptResult> {
    const cause: Failure = failure ?? { code: 'twilio.conflict', verdict: 'wait', detail: 'the plan did not settle' };
    if (Date.now() - claim.run.createdAt.getTime() > GIVE_UP_AFTER_MS) return this.fail(claim, cause);
    const problem = storedProblem(cause);
    const nextAttemptAt = new Date(Date.now() + attemptDelayMs(claim.run.attempt, this.pauses.random));
    await claim.record({
      credential: aimOf(claim.run.kind) !== 'present' ? { problem } : { status: 'degraded', problem },
      run: { status: 'queued', problem, nextAttemptAt },
    });
    return 'retry';
  }
}

function aimOf(kind: RunKind): Aim {
  if (kind === 'disconnect') return 'absent';
  return kind === 'abandon' ? 'abandoned' : 'present';
}

function step(
  pass: number,
  action: Action,
  state: 'planned' | 'started' | 'done' | 'failed',
): { pass: number; actionKey: string; effect: string; state: typeof state; summary: string } {
  return { pass, actionKey: action.key, effect: action.effect, state, summary: action.summary };
}

function parentSids(resources: readonly Resource[]): { trunkSid: string | null; credentialListSid: string | null } {
  const of = (kind: ResourceKind): string | null =>
    resources.find((resource) => resource.kind === kind)?.externalId ?? null;
  return { trunkSid: of('twilio.trunk'), credentialListSid: of('twilio.credential-list') };
}

function sipIds(resources: readonly Resource[]): SipIds {
  return {
    inboundTrunkId: resources.find((resource) => resource.kind === 'livekit.inbound-trunk')?.externalId ?? null,
  };
}

function accountOf({ access }: Look): TwilioAccount {
  if (access === null) throw new TypeError('nothing is done at Twilio for who abandons it');
  return access.account;
}

function passwordFor(action: Action, { access, credential }: Look): Secret | null {
  if (access === null || (action.type !== 'create-credential' && action.type !== 'set-credential-password'))
    return null;
  const { sipPassword, previousSipPassword } = access.secrets;
  return action.username === credential.sipUsername ? sipPassword : previousSipPassword;
}

/** The columns that the system we descend from also has: they name the objects in use. */
function credentialFields(action: Action, externalId: string | null): Record<string, unknown> {
  switch (action.type) {
    case 'create-trunk':
    case 'adopt-trunk':
    case 'record-trunk':
      return { trunk_sid: externalId };
    case 'create-credential-list':
    case 'adopt-credential-list':
    case 'record-credential-list':
      return { credential_list_sid: externalId };
    default:
      return {};
  }
}

function renamedDomain(): Record<string, unknown> {
  const { domainPrefix, domainName } = chooseDomain();
  return { domain_prefix: domainPrefix, domain_name: domainName };
}
