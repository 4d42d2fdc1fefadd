import { Injectable } from '@nestjs/common';
import {
  TrunkGateway,
  TwilioError,
  whatItLoses,
  type AccountInventory,
  type DesiredNumber,
  type ObservedNumber,
} from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';
import { ConnectionObserver } from './connection-observer.js';
import { judgeFailure } from './failure-policy.js';
import { InstallationStore } from './installation.store.js';
import { withPlane } from './number-wishes.js';
import type { Plan } from './plan-connection.js';
import type { Run } from './run.js';
import { RunsStore } from './runs.store.js';
import { RunWorker } from './run-worker.js';
import { TrunkNumbersStore, type Plane } from './trunk-numbers.store.js';
import { hookMark } from './webhook-urls.js';

/** A change of plane under way. */
export interface PlaneChange {
  readonly loses: readonly string[];
  readonly run: Run;
}

/** A change of plane that nobody has made yet. */
export interface PlanePreview {
  /** What of the tenant's own the number does not use on that plane. It comes back when the number leaves it. */
  readonly loses: readonly string[];
  /** What a run would do. */
  readonly plan: Plan;
}

/**
 * The planes of the numbers that an account owns: straight to LiveKit over the trunk, or answered by our webhooks. With the first number
 * on the trunk the LiveKit inbound side comes.
 */
@Injectable()
export class TrunkNumbersService {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly numbers: TrunkNumbersStore,
    private readonly observer: ConnectionObserver,
    private readonly installation: InstallationStore,
    private readonly trunkGateway: TrunkGateway,
    private readonly runs: RunsStore,
    private readonly worker: RunWorker,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Caller, credentialId: string): Promise<readonly DesiredNumber[]> {
    await this.credentials.get(caller, credentialId);
    return this.numbers.list(caller.tenantId, credentialId);
  }

  /** Puts a number on the trunk plane, as {@link change} does. */
  async attach(caller: Caller, credentialId: string, phoneNumber: string, confirmed: boolean): Promise<Run> {
    return (await this.change(caller, credentialId, phoneNumber, 'trunk', confirmed)).run;
  }

  /** Takes the number off the trunk and gives it back what answered it before. The account keeps it. */
  async detach(caller: Caller, credentialId: string, phoneNumber: string): Promise<Run> {
    await this.credentials.get(caller, credentialId);
    const isTaken = await this.numbers.take(caller, credentialId, phoneNumber, 'trunk');
    if (!isTaken) throw new Problem('number.not_on_trunk');
    return this.apply(caller, credentialId, 'trunk.number_detached', { phoneNumber });
  }

  /**
   * Puts a number on a plane; null takes it off the one it is on. The number must be the account's own, which its list proves. What it
   * loses is told first (`number.confirmation_needed`) unless the caller has confirmed.
   */
  async change(
    caller: Caller,
    credentialId: string,
    phoneNumber: string,
    plane: Plane | null,
    confirmed: boolean,
  ): Promise<PlaneChange> {
    if (plane === null) {
      await this.credentials.get(caller, credentialId);
      await this.numbers.take(caller, credentialId, phoneNumber, null);
      return { loses: [], run: await this.apply(caller, credentialId, 'number.plane_left', { phoneNumber }) };
    }
    const { number, loses } = await this.found(caller, credentialId, phoneNumber, plane);
    if (loses.length > 0 && !confirmed) throw new Problem('number.confirmation_needed', { extensions: { loses } });
    await this.numbers.put(caller, credentialId, { numberSid: number.numberSid, phoneNumber }, plane);
    const run =
      plane === 'trunk'
        ? await this.apply(caller, credentialId, 'trunk.number_attached', { phoneNumber })
        : await this.apply(caller, credentialId, 'number.plane_changed', { phoneNumber, plane });
    return { loses, run };
  }

  /** What {@link change} would do and what would be lost by it. Changes nothing. */
  async preview(caller: Caller, credentialId: string, phoneNumber: string, plane: Plane | null): Promise<PlanePreview> {
    const { number, loses } = await this.found(caller, credentialId, phoneNumber, plane);
    try {
      const { plan } = await this.observer.look(caller.tenantId, credentialId, 'present', (wishes) =>
        withPlane(wishes, { numberSid: number.numberSid, phoneNumber }, plane),
      );
      return { loses, plan };
    } catch (error) {
      if (error instanceof Problem) throw error;
      const { code, detail } = judgeFailure(error);
      throw new Problem(code, { internal: detail });
    }
  }

  /** Throws `trunk.not_ready` and `number.webhook_not_public` where no number can be put on the plane. */
  async mustBeOpen({ readyAt }: Credential, plane: Plane | null): Promise<void> {
    if (readyAt === null) throw new Problem('trunk.not_ready');
    const { webhookBase } = await this.installation.facts();
    if (plane === 'webhook' && webhookBase === null) throw new Problem('number.webhook_not_public');
  }

  /** Opens a run that brings about what is stored of the credential's numbers, and starts it. */
  async apply(
    caller: Caller,
    credentialId: string,
    action: `trunk.${string}` | `number.${string}`,
    detail: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const run = await this.runs.open(caller.tenantId, { credentialId, kind: 'apply', join: false });
    await this.audit.record(caller, action, { kind: 'credential', id: credentialId }, detail);
    this.worker.ring(run);
    return run;
  }

  /** The number as the account has it now, and what it would lose on a plane. */
  private async found(
    caller: Caller,
    credentialId: string,
    phoneNumber: string,
    plane: Plane | null,
  ): Promise<{ number: ObservedNumber; loses: string[] }> {
    const credential = await this.credentials.get(caller, credentialId);
    await this.mustBeOpen(credential, plane);
    const { numbers } = await this.inventory(caller, credentialId);
    const number = numbers.find((candidate) => candidate.phoneNumber === phoneNumber);
    if (number === undefined) throw new Problem('number.not_in_account');
    if (number.trunkSid !== null && number.trunkSid !== credential.trunkSid) throw new Problem('number.on_other_trunk');
    return { number, loses: plane === null ? [] : whatItLoses(number, plane, await this.markOf(credential)) };
  }

  private async markOf(credential: Credential): Promise<string | null> {
    const { ingressId } = await this.credentials.secrets(credential);
    return ingressId === null ? null : hookMark(ingressId);
  }

  private async inventory(caller: Caller, credentialId: string): Promise<AccountInventory> {
    try {
      return await this.trunkGateway.takeInventory(await this.observer.account(caller.tenantId, credentialId));
    } catch (error) {
      if (error instanceof TwilioError) throw new Problem(error.code, { internal: error.facts.detail });
      throw error;
    }
  }
}
