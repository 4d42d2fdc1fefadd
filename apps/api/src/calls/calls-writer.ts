import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseError } from '../database/database-error.js';
import { CallMetrics } from './call-metrics.js';
import type { CallRecord, DecisionEntry, TenantCallEvent } from './call-record.js';
import { CallWritesStore } from './call-writes.store.js';
import { eventsOfDecision } from './events-of-decision.js';
import { mergeBatch } from './merge-batch.js';

/** A record that will never be stored, however often it is tried. */
export interface Refusal {
  readonly record: CallRecord;
  /** `foreign`: the call is another tenant's. `unstorable`: the database does not take it. */
  readonly reason: 'foreign' | 'unstorable';
  /** For the log. */
  readonly detail: string;
}

/** Each try is lost to another process that wrote one of the calls in the same moment; that many in a row is no accident. */
const MOST_TRIES = 50;
const LONGEST_PAUSE_MS = 20;
const LONGEST_WRITE_MS = 30_000;
/** What the values themselves are at fault for: class 22 is data, class 23 is constraints. */
const FAULT_OF_VALUES = /^2[23]/;

interface Batch {
  readonly events: readonly TenantCallEvent[];
  readonly decisions: readonly DecisionEntry[];
}

/**
 * Writes events and decisions into the database: calls are read, merged here and written if nobody else has written them meanwhile;
 * those that somebody has are read and merged again. Writing the same records twice is the same as writing them once.
 */
@Injectable()
export class CallsWriter {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: CallWritesStore,
    private readonly metrics: CallMetrics,
  ) {}

  /** Resolves when all is stored but what it returns. Throws when the database cannot be asked; some of it may be stored then. */
  async write(records: readonly CallRecord[]): Promise<readonly Refusal[]> {
    // One batch at a time: two of one process would only get into each other's way at the same calls.
    const turn = this.last.then(async () => inTime(this.writeOrHalve(records)));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Finds the one record that the database does not take by halving, so that it does not keep the others out. */
  private async writeOrHalve(records: readonly CallRecord[]): Promise<readonly Refusal[]> {
    try {
      return await this.writeAll(records);
    } catch (error) {
      if (!(error instanceof DatabaseError) || !FAULT_OF_VALUES.test(error.code)) throw error;
      const [first] = records;
      if (records.length === 1 && first !== undefined) {
        return [{ record: first, reason: 'unstorable', detail: error.code }];
      }
      const middle = Math.ceil(records.length / 2);
      const left = await this.writeOrHalve(records.slice(0, middle));
      return [...left, ...(await this.writeOrHalve(records.slice(middle)))];
    }
  }

  private async writeAll(records: readonly CallRecord[]): Promise<readonly Refusal[]> {
    const foreign = new Set<TenantCallEvent>();
    let { events, decisions } = takeApart(records);
    for (let tries = 1; events.length + decisions.length > 0; tries += 1) {
      const { calls, storedKeys } = await this.store.read(events);
      const merged = mergeBatch(events, calls, storedKeys);
      for (const event of merged.foreign) foreign.add(event);
      const conflicts = await this.store.write(merged.calls, merged.events, decisions);
      this.metrics.conflicts(conflicts.size);
      events = merged.events.filter(({ callSid }) => conflicts.has(callSid));
      decisions = [];
      if (events.length === 0) break;
      if (tries === MOST_TRIES) throw new Error(`calls are written elsewhere all the time: ${String(conflicts.size)}`);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    return refusalsOf(records, foreign);
  }
}

/** A write that hangs must not keep all others waiting. It may still come about: then it is written twice, which is the same. */
async function inTime<T>(writing: Promise<T>): Promise<T> {
  const late = sleep(LONGEST_WRITE_MS, null, { ref: false }).then(() => {
    throw new Error('the database does not answer');
  });
  return Promise.race([writing, late]);
}

function takeApart(records: readonly CallRecord[]): Batch {
  const decisions = records.flatMap((record) => (record.type === 'decision' ? [record.entry] : []));
  const told = records.flatMap((record) => (record.type === 'event' ? [record.event] : []));
  return { events: [...told, ...decisions.flatMap(eventsOfDecision)], decisions };
}

function refusalsOf(records: readonly CallRecord[], foreign: ReadonlySet<TenantCallEvent>): Refusal[] {
  return records
    .filter((record) => record.type === 'event' && foreign.has(record.event))
    .map((record) => ({ record, reason: 'foreign', detail: 'the call is known under another tenant' }));
}
