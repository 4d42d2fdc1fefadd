import { Injectable } from '@nestjs/common';
import {
  TrunkGateway,
  TwilioError,
  type AccountInventory,
  type DesiredNumber,
  type ObservedNumber,
} from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';
import { ConnectionObserver } from './connection-observer.js';
import type { Run } from './run.js';
import { RunsStore } from './runs.store.js';
import { RunWorker } from './run-worker.js';
import { TrunkNumbersStore } from './trunk-numbers.store.js';

/** Putting numbers that the account owns on its trunk, and taking them off again. With the first one the LiveKit inbound side comes. */
@Injectable()
export class TrunkNumbersService {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly numbers: TrunkNumbersStore,
    private readonly observer: ConnectionObserver,
    private readonly trunkGateway: TrunkGateway,
    private readonly runs: RunsStore,
    private readonly worker: RunWorker,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Caller, credentialId: string): Promise<DesiredNumber[]> {
    await this.credentials.get(caller, credentialId);
    return this.numbers.list(caller.tenantId, credentialId);
  }

  /**
   * The number must be the account's own, which its list proves. What it loses by the change of plane is told first
   * (`number.confirmation_needed`) unless the caller has confirmed.
   */
  async attach(caller: Caller, credentialId: string, phoneNumber: string, confirmed: boolean): Promise<Run> {
    const credential = await this.credentials.get(caller, credentialId);
    if (credential.readyAt === null) throw new Problem('trunk.not_ready');
    const number = (await this.inventory(caller, credentialId)).numbers.find(
      (candidate) => candidate.phoneNumber === phoneNumber,
    );
    if (number === undefined) throw new Problem('number.not_in_account');
    if (number.trunkSid !== null && number.trunkSid !== credential.trunkSid) throw new Problem('number.on_other_trunk');
    const loses = losses(number);
    if (loses.length > 0 && !confirmed) throw new Problem('number.confirmation_needed', { extensions: { loses } });
    await this.numbers.add(caller, credentialId, { numberSid: number.numberSid, phoneNumber });
    return this.apply(caller, credentialId, 'trunk.number_attached', phoneNumber);
  }

  /** Takes the number off the trunk and gives it back what answered it before. The account keeps it. */
  async detach(caller: Caller, credentialId: string, phoneNumber: string): Promise<Run> {
    await this.credentials.get(caller, credentialId);
    await this.numbers.remove(caller, credentialId, phoneNumber);
    return this.apply(caller, credentialId, 'trunk.number_detached', phoneNumber);
  }

  private async apply(
    caller: Caller,
    credentialId: string,
    action: `trunk.${string}`,
    phoneNumber: string,
  ): Promise<Run> {
    const run = await this.runs.open(caller.tenantId, { credentialId, kind: 'apply', join: false });
    await this.audit.record(caller, action, { kind: 'credential', id: credentialId }, { phoneNumber });
    this.worker.ring(run);
    return run;
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

/** What Twilio ignores or deletes once a number is on a trunk. */
function losses(number: ObservedNumber): string[] {
  return [
    ...(number.voiceApplicationSid ? [`the TwiML App ${number.voiceApplicationSid}`] : []),
    ...(number.voiceUrl ? [`the voice URL ${new URL(number.voiceUrl).origin}/…`] : []),
  ];
}
