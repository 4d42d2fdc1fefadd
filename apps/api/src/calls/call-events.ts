import { Injectable } from '@nestjs/common';
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
   * no fault. False when it is about another tenant's call: it is not kept. Throws `event.not_stored` when it can be kept nowhere now.
   */
  async accept(event: TenantCallEvent): Promise<boolean> {
    const { callSid, tenantId, payload } = event;
    const named = [callSid, ...(payload['ParentCallSid'] === undefined ? [] : [payload['ParentCallSid']])];
    const owners = await Promise.all(named.map(async (sid) => this.owners.tenantOfCall(sid)));
    const isForeign = owners.some((owner) => owner !== null && owner !== tenantId);
    if (isForeign || !(await this.journal.addEvent({ type: 'event', event }))) {
      this.metrics.refused('foreign');
      return false;
    }
    this.owners.remember(callSid, tenantId);
    this.metrics.accepted(event.kind);
    return true;
  }
}
