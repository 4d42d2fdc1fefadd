import { Injectable } from '@nestjs/common';
import type { TenantCallEvent } from './call-record.js';
import { CallOwners } from './call-owners.js';
import { CallsStore } from './calls.store.js';

/** What becomes of the events that Twilio tells us. */
@Injectable()
export class CallEvents {
  constructor(
    private readonly store: CallsStore,
    private readonly owners: CallOwners,
  ) {}

  /** Resolves when the event will survive a crash; only then may Twilio be told that we have it. A repeated event is no fault. */
  async accept(event: TenantCallEvent): Promise<void> {
    await this.store.addEvents([event]);
    this.owners.remember(event.callSid, event.tenantId);
  }
}
