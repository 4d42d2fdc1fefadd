import { Injectable } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import { CallJournal } from './call-journal.js';
import { CallMetrics } from './call-metrics.js';
import { CallOwners } from './call-owners.js';
import type { TenantCallEvent } from './call-record.js';

/** What becomes of the events that Twilio tells us. */
@Injectable()
export class CallEvents {
  constructor(
    private readonly journal: CallJournal,
    private readonly owners: CallOwners,
    private readonly metrics: CallMetrics,
  ) {}

  /**
   * Resolves when the event will survive a crash; only then may Twilio be told that we have it. An event that was accepted before is
   * no fault. Throws `event.foreign_call` for another tenant's call, `event.not_stored` when it can be kept nowhere now.
   */
  async accept(event: TenantCallEvent): Promise<void> {
    const owner = await this.owners.tenantOfCall(event.callSid);
    if (owner !== null && owner !== event.tenantId) {
      this.metrics.refused('foreign');
      throw new Problem('event.foreign_call');
    }
    await this.journal.addEvent({ type: 'event', event });
    this.owners.remember(event.callSid, event.tenantId);
    this.metrics.accepted(event.kind);
  }
}
