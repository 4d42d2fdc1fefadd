import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { DecisionEntry } from './call-record.js';
import { CallOwners } from './call-owners.js';
import { CallsStore } from './calls.store.js';

const WRITE_AFTER_MS = 200;
const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 500;

/** Keeps what was decided for each call and why. A call never waits for it, and an entry that finds no room is left out. */
@Injectable()
export class DecisionLog implements OnApplicationShutdown {
  private readonly log = new Logger(DecisionLog.name);
  private waiting: DecisionEntry[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: CallsStore,
    private readonly owners: CallOwners,
  ) {}

  /** Never throws and never waits. */
  note(entry: DecisionEntry): void {
    this.owners.remember(entry.callSid, entry.tenantId);
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(entry);
    this.timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST_AT_ONCE);
      try {
        await this.store.addDecisions(batch);
      } catch (error) {
        this.log.warn({ event: 'decisions.not_stored', count: batch.length, problem: String(error) });
      }
    }
    this.timer = null;
  }
}
