import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';
import type { Run } from '../trunks/run.js';
import { TrunkNumbersService, type PlaneChange, type PlanePreview } from '../trunks/trunk-numbers.service.js';
import { NumberChangesStore } from './number-changes.store.js';
import type { PhoneNumber, Plane } from './number.js';
import { NumbersStore } from './numbers.store.js';

/** A number of an account: not one that is being bought, and not one that is gone. */
interface HeldNumber extends PhoneNumber {
  readonly numberSid: string;
  readonly credentialId: string;
}

/** What a tenant changes about a number; what is not given stays. */
export interface NumberChange {
  readonly label?: string | null;
  readonly friendlyName?: string;
}

/** Changes of numbers. Whatever changes something at Twilio is stored as a wish, which a run fulfils. */
@Injectable()
export class NumberChangesService {
  constructor(
    private readonly numbers: NumbersStore,
    private readonly changes: NumberChangesStore,
    private readonly credentials: CredentialsStore,
    private readonly planes: TrunkNumbersService,
  ) {}

  /** What a change of plane would do and what would be lost by it. Changes nothing. */
  async previewPlane(caller: Caller, numberId: string, plane: Plane | null): Promise<PlanePreview> {
    const { credentialId, phoneNumber } = await this.held(caller, numberId);
    return this.planes.preview(caller, credentialId, phoneNumber, plane);
  }

  /** Puts the number on a plane, or takes it off; a release that is not done yet is taken back by the latter. */
  async changePlane(caller: Caller, numberId: string, plane: Plane | null, confirmed: boolean): Promise<PlaneChange> {
    const { credentialId, phoneNumber, status } = await this.held(caller, numberId);
    if (status === 'releasing') {
      if (plane !== null) throw new Problem('number.releasing');
      await this.changes.keep(caller, numberId);
    }
    return this.planes.change(caller, credentialId, phoneNumber, plane, confirmed);
  }

  /** The label is ours; the friendly name is Twilio's, so it takes a run. Null when nothing changes there. */
  async change(caller: Caller, numberId: string, { label, friendlyName }: NumberChange): Promise<Run | null> {
    if (friendlyName === undefined) {
      await this.numbers.get(caller, numberId);
      if (label !== undefined) await this.changes.label(caller, numberId, label);
      return null;
    }
    const { credentialId, phoneNumber, status } = await this.held(caller, numberId);
    if (status === 'releasing') throw new Problem('number.releasing');
    await this.mustBeBuilt(caller, credentialId);
    if (label !== undefined) await this.changes.label(caller, numberId, label);
    await this.changes.wantName(caller, numberId, friendlyName);
    return this.planes.apply(caller, credentialId, 'number.renamed', { phoneNumber, friendlyName });
  }

  /**
   * Gives the number back to Twilio for good: LiveKit lets go of it first. `confirm` must be the number itself. Asking again for the same
   * goes on with it.
   */
  async release(caller: Caller, numberId: string, confirm: string): Promise<Run> {
    const { credentialId, phoneNumber } = await this.held(caller, numberId);
    if (confirm !== phoneNumber) throw new Problem('number.confirmation_differs');
    await this.mustBeBuilt(caller, credentialId);
    await this.changes.release(caller, numberId);
    return this.planes.apply(caller, credentialId, 'number.release_asked', { phoneNumber });
  }

  private async held(caller: Caller, numberId: string): Promise<HeldNumber> {
    const number = await this.numbers.get(caller, numberId);
    const { numberSid, credentialId, status } = number;
    if (status === 'buying') throw new Problem('number.not_bought_yet');
    if (numberSid === null || credentialId === null) throw new Problem('number.not_found');
    return { ...number, numberSid, credentialId };
  }

  /** Whoever asked for the plan first has not yet asked for the trunk, and a run would build it. */
  private async mustBeBuilt(caller: Caller, credentialId: string): Promise<void> {
    const { status } = await this.credentials.get(caller, credentialId);
    if (status === 'pending') throw new Problem('trunk.not_built');
  }
}
