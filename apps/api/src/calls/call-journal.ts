import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import { Problem } from '../problems/problem.js';
import { CallMetrics } from './call-metrics.js';
import type { CallRecord } from './call-record.js';
import { CallsSpool } from './calls-spool.js';
import { CallsWriter, type Refusal } from './calls-writer.js';
import { GroupCommit } from './group-commit.js';

/** Somebody waits for events, for a few milliseconds more; nobody waits for decisions. */
const EVENTS = { waitMs: 5, most: 200, mostWaiting: 20_000 };
const DECISIONS = { waitMs: 250, most: 500, mostWaiting: 20_000 };
/** A database that takes longer is as good as away; Twilio waits for 15 s in all. */
const PATIENCE_MS = 2_000;
/** From here on the rest of the spool is for events: decisions can be missing, events cannot. */
const MOST_FILL_FOR_DECISIONS = 0.5;

const STORED: ReadonlyMap<CallRecord, Error> = new Map();

/**
 * Makes records durable: in the database while it answers, otherwise in the spool on this machine's disk, from where they are brought
 * to the database later. PGlite does not wait for the disk, so with it events always take the way over the spool.
 */
@Injectable()
export class CallJournal implements OnApplicationShutdown {
  private readonly log = new Logger(CallJournal.name);
  private readonly events: GroupCommit<CallRecord>;
  private readonly decisions: GroupCommit<CallRecord>;
  private isAway = false;

  constructor(
    private readonly database: TenantDatabase,
    private readonly writer: CallsWriter,
    private readonly spool: CallsSpool,
    private readonly metrics: CallMetrics,
  ) {
    this.events = new GroupCommit(EVENTS, async (records) => this.keepEvents(records));
    this.decisions = new GroupCommit(DECISIONS, async (records) => this.keepDecisions(records));
  }

  /** Resolves when the record is durable; false when it is another tenant's call. Throws `event.not_stored` when it is not durable. */
  async addEvent(record: CallRecord): Promise<boolean> {
    if (!this.events.hasRoom) throw new Problem('event.not_stored', { internal: 'too many events wait' });
    try {
      await this.events.add(record);
      return true;
    } catch (error) {
      if (error instanceof ForeignCall) return false;
      throw error;
    }
  }

  /** False when there is no room. It is written soon, or lost with the process. */
  addDecision(record: CallRecord): boolean {
    if (!this.decisions.hasRoom) return false;
    // What goes wrong has been told where it went wrong.
    this.decisions.add(record).catch(() => undefined);
    return true;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.events.settled(), this.decisions.settled()]);
    await this.spool.close();
  }

  private async keepEvents(records: readonly CallRecord[]): Promise<ReadonlyMap<CallRecord, Error>> {
    const refusals = this.database.isShared ? await this.tryDatabase(records) : null;
    if (refusals !== null) return this.failuresOf(refusals);
    try {
      await this.spool.append(records);
      return STORED;
    } catch (error) {
      this.log.error({ event: 'spool.not_written', records: records.length, problem: String(error) });
      throw new Problem('event.not_stored', { internal: String(error) });
    }
  }

  private async keepDecisions(records: readonly CallRecord[]): Promise<ReadonlyMap<CallRecord, Error>> {
    const refusals = await this.tryDatabase(records);
    if (refusals !== null) return this.failuresOf(refusals);
    try {
      if ((await this.spool.fill()) > MOST_FILL_FOR_DECISIONS) throw new Error('the spool is half full');
      await this.spool.append(records);
    } catch (error) {
      this.metrics.refused('no-room', records.length);
      this.log.warn({ event: 'decisions.not_stored', count: records.length, problem: String(error) });
    }
    return STORED;
  }

  /** Null when the database is away. While it was, and things wait in the spool, it is not asked: whoever drains that finds out. */
  private async tryDatabase(records: readonly CallRecord[]): Promise<readonly Refusal[] | null> {
    if (this.isAway && !(await this.spool.isEmpty().catch(() => true))) return null;
    this.isAway = false;
    const late = sleep(PATIENCE_MS, null, { ref: false });
    const written = this.writer.write(records).catch((error: unknown) => {
      this.log.warn({ event: 'calls.database_away', records: records.length, problem: String(error) });
      return null;
    });
    const refusals = await Promise.race([written, late]);
    this.isAway = refusals === null;
    return refusals;
  }

  private failuresOf(refusals: readonly Refusal[]): ReadonlyMap<CallRecord, Error> {
    const failures = new Map<CallRecord, Error>();
    for (const { record, reason, detail } of refusals) {
      if (reason === 'foreign') failures.set(record, new ForeignCall());
      else {
        this.metrics.refused(reason);
        failures.set(record, new Problem('event.not_stored', { internal: detail }));
      }
    }
    return failures;
  }
}

/** Passes a refusal through the group commit. */
class ForeignCall extends Error {}
