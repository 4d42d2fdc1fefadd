import { Injectable } from '@nestjs/common';
import { SipGateway, type SipActionResult } from '@app/livekit';
import { TrunkGateway, type AccountInventory, type TrunkActionResult, type TwilioError } from '@app/twilio-trunk';
import { AgentEndpointsStore } from './agent-endpoints.store.js';
import { accountOf, credentialFields, parentSids, passwordFor, sipIds, stepOf } from './action-parts.js';
import { aimOf, ConnectionObserver, type Look } from './connection-observer.js';
import { executePlan } from './execute-plan.js';
import { closesAccount, judgeFailure, storedProblem, type Failure } from './failure-policy.js';
import { applyLedgerChange, ledgerAfter, ledgerBefore, type Resource } from './ledger.js';
import { forgottenResources, type Action } from './plan-connection.js';
import { RunLost, type ClaimedRun } from './run-recorder.js';
import type { Run } from './run.js';
import { removedFields, settledFields } from './run-results.js';
import { TrunkNumbersStore } from './trunk-numbers.store.js';
import { unlessStopped } from './unless-stopped.js';

/** For how long a pass may go on. */
export interface Going {
  /** Asked before each step. */
  readonly mayGoOn: () => boolean;
  /** Fires at a shutdown. */
  readonly stopping: AbortSignal;
}

/** One pass of a run: a look, the plan that follows from it, and its steps, each written down before and after. */
@Injectable()
export class RunPass {
  constructor(
    private readonly observer: ConnectionObserver,
    private readonly endpoints: AgentEndpointsStore,
    private readonly numbers: TrunkNumbersStore,
    private readonly trunkGateway: TrunkGateway,
    private readonly sipGateway: SipGateway,
  ) {}

  /** `settled` when the look found everything as desired; otherwise what went wrong on the way there (perhaps nothing). */
  async pass(claim: ClaimedRun, pass: number, { mayGoOn, stopping }: Going): Promise<'settled' | Failure[]> {
    const { run } = claim;
    // Before the first change ever, what was there is written down: taken beside the first look, so that it costs no time.
    const isFirst = pass === 1 && run.kind === 'connect';
    let look: Look;
    let inventory: AccountInventory | null;
    try {
      const seen = await unlessStopped(
        // A look changes nothing, so a shutdown does not wait for it.
        Promise.all([this.look(run), isFirst ? this.takeInventory(run) : null]),
        stopping,
      );
      if (seen === null) return [];
      [look, inventory] = seen;
    } catch (error) {
      return [judgeFailure(error)];
    }
    const { trunk } = look.desired;
    await this.numbers.settle(run.tenantId, run.credentialId, trunk, look.observed.twilio.numbers);
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
      steps: look.plan.actions.map((action) => stepOf(pass, action, 'planned')),
      ledger: { put: [], gone },
      ...(inventory !== null && look.resources.length === 0 ? { snapshot: inventory } : {}),
    });
    const known = applyLedgerChange(look.resources, { put: [], gone });
    return this.perform(claim, pass, look, known, mayGoOn);
  }

  /** What is to be made for an agent at LiveKit is stored first, so that a look after a crash knows it again. */
  private async look({ tenantId, credentialId, kind }: Run): Promise<Look> {
    if (aimOf(kind) === 'present') await this.endpoints.ensure(tenantId, credentialId);
    return this.observer.look(tenantId, credentialId, aimOf(kind));
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
    let closedBy: TwilioError | null = null;
    const performOne = async (action: Action): Promise<void> => {
      const before = ledgerBefore(action, look.observed.twilio, resources, look.desired.trunk.hookMark);
      await claim.record({ steps: [stepOf(pass, action, 'started')], ledger: before });
      // Once more, because the record took its time: the database is fenced, a vendor is not.
      if (!claim.isHeld()) throw new RunLost('another process');
      if (closedBy !== null) throw closedBy as TwilioError;
      const result = await this.ask(action, look, resources);
      const after = ledgerAfter(action, result, { ownUsernamePrefix: look.desired.trunk.ownUsernamePrefix });
      resources = applyLedgerChange(applyLedgerChange(resources, before), after);
      const externalId = 'sid' in result ? result.sid : result.id;
      await claim.record({
        steps: [{ ...stepOf(pass, action, 'done'), externalId }],
        ledger: after,
        credential: credentialFields(action, externalId, look.credential, claim.run, new Date()),
      });
    };
    const failures = await executePlan(
      look.plan.actions,
      performOne,
      () => lost === null && closedBy === null && mayGoOn(),
      (_, error) => {
        if (error instanceof RunLost) lost = error;
        if (closesAccount(error)) closedBy = error;
      },
    );
    if (lost !== null) throw lost as RunLost;
    const judged = failures.map(({ action, error }) => ({ action, failure: judgeFailure(error) }));
    if (judged.length > 0) {
      await claim.record({
        steps: judged.map(({ action, failure }) => ({
          ...stepOf(pass, action, 'failed'),
          problem: storedProblem(failure),
        })),
      });
    }
    return judged.map(({ failure }) => failure);
  }

  private async ask(
    action: Action,
    look: Look,
    resources: readonly Resource[],
  ): Promise<TrunkActionResult | SipActionResult> {
    return action.system === 'twilio'
      ? this.trunkGateway.perform(accountOf(look), action, parentSids(resources), passwordFor(action, look))
      : this.sipGateway.perform(action, sipIds(resources, action));
  }
}
