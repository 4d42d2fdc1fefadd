import { Injectable } from '@nestjs/common';
import { CallJournal } from './call-journal.js';
import { CallMetrics } from './call-metrics.js';
import { CallOwners } from './call-owners.js';
import type { DecisionEntry } from './call-record.js';

/** Keeps what was decided for each call and why, and with it that the call has come. */
@Injectable()
export class DecisionLog {
  constructor(
    private readonly journal: CallJournal,
    private readonly owners: CallOwners,
    private readonly metrics: CallMetrics,
  ) {}

  /** Never throws and never waits: no call is kept waiting for its log. An entry that finds no room is left out and counted. */
  note(entry: DecisionEntry): void {
    this.owners.remember(entry.callSid, entry.tenantId);
    if (!this.journal.addDecision({ type: 'decision', entry })) this.metrics.refused('no-room');
  }
}
