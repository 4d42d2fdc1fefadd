import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { SecretContext } from '@app/secrets';
import { AppConfig } from '../config/app-config.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { Metrics } from '../metrics/metrics.js';
import { CallMetrics } from './call-metrics.js';
import { readRecord, writeRecord, type CallRecord } from './call-record.js';
import { CallsWriter, type Refusal } from './calls-writer.js';
import { Spool, type TakenRecords } from './spool/spool.js';

/** About half a million events. */
const MOST_BYTES = 512 * 1024 * 1024;
const SEGMENT_BYTES = 4 * 1024 * 1024;
/**
 * PGlite's writes reach the disk when the system finds time for it, within half a minute as Linux is set up. What it took from the
 * spool stays there for longer, so that a machine that loses its power loses no event.
 */
const KEEP_FOR_PGLITE_MS = 120_000;
const MOST_AT_ONCE = 500;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** At the end, for a write in hand: a database that hangs keeps nobody from stopping. */
const LONGEST_FAREWELL_MS = 3_000;
const ADOPT_EVERY_MS = 15_000;
/** So that a file is not made for each event. */
const GATHER_MS = 50;

/** The events that the database does not have yet, on this machine's disk; and who brings them there. */
@Injectable()
export class CallsSpool implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(CallsSpool.name);
  private spool: Promise<Spool> | null = null;
  private draining: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isAway = false;

  constructor(
    private readonly config: AppConfig,
    private readonly cipher: SecretCipher,
    private readonly database: TenantDatabase,
    private readonly writer: CallsWriter,
    private readonly callMetrics: CallMetrics,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'trunkline_call_spool_records',
      'Events and decisions that wait on the disk for the database.',
      [],
      async () => [{ value: (await this.open()).depth.records }],
    );
    metrics.gauge(
      'trunkline_call_spool_age_seconds',
      'How long the oldest of them has been waiting; 0: none waits.',
      [],
      async () => {
        const { oldest } = (await this.open()).depth;
        return [{ value: oldest === null ? 0 : (Date.now() - oldest) / 1_000 }];
      },
    );
  }

  onApplicationBootstrap(): void {
    this.ring();
    this.timer = setInterval(() => void this.adopt(), ADOPT_EVERY_MS);
  }

  /** What has not been brought to the database stays on the disk. */
  beforeApplicationShutdown(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  /** After the last append. */
  async close(): Promise<void> {
    await Promise.race([this.draining, sleep(LONGEST_FAREWELL_MS, undefined, { ref: false })]);
    const spool = await this.spool?.catch(() => null);
    await spool?.close();
  }

  /** Resolves when the records are on the disk. Throws when there is no room, or the disk refuses them. */
  async append(records: readonly CallRecord[]): Promise<void> {
    await (await this.open()).append(records.map(writeRecord));
    this.ring();
  }

  /** Throws when the spool cannot be written. */
  async check(): Promise<void> {
    await (await this.open()).check();
  }

  /** How full it is, 0 to 1. */
  async fill(): Promise<number> {
    return (await this.open()).depth.bytes / MOST_BYTES;
  }

  /** True while nothing waits. */
  async isEmpty(): Promise<boolean> {
    return (await this.open()).isEmpty;
  }

  /** Brings what waits to the database, unless somebody is at it already. */
  private ring(): void {
    if (this.isStopped || this.draining !== null) return;
    this.draining = this.drain()
      .catch((error: unknown) => this.log.warn({ event: 'spool.not_drained', problem: String(error) }))
      .finally(() => {
        this.draining = null;
      });
  }

  private async drain(): Promise<void> {
    const spool = await this.open();
    for (let pause = FIRST_PAUSE_MS; !this.isStopped && !spool.isEmpty;) {
      await sleep(GATHER_MS);
      const taken = await spool.take();
      if (taken === null) return;
      try {
        await this.store(taken);
        this.tellBack();
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        this.tellAway(spool, error);
        await sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      }
    }
  }

  /** From processes that have died beside this one. */
  private async adopt(): Promise<void> {
    try {
      await (await this.open()).adopt();
      this.ring();
    } catch (error) {
      this.log.warn({ event: 'spool.not_adopted', problem: String(error) });
    }
  }

  private async store(taken: TakenRecords): Promise<void> {
    if (taken.unreadable > 0) this.log.error({ event: 'spool.unreadable', lines: taken.unreadable });
    const records = taken.records.map(readRecord);
    for (let i = 0; i < records.length; i += MOST_AT_ONCE) {
      for (const refusal of await this.writer.write(records.slice(i, i + MOST_AT_ONCE))) this.tellRefusal(refusal);
    }
    await taken.done();
  }

  /** Once for each absence. */
  private tellAway(spool: Spool, error: unknown): void {
    if (!this.isAway) this.log.warn({ event: 'spool.database_away', ...spool.depth, problem: String(error) });
    this.isAway = true;
  }

  private tellBack(): void {
    if (this.isAway) this.log.log({ event: 'spool.database_back' });
    this.isAway = false;
  }

  private tellRefusal({ record, reason, detail }: Refusal): void {
    this.callMetrics.refused(reason);
    const { callSid, tenantId } = record.type === 'event' ? record.event : record.entry;
    this.log.error({ event: 'call.record_refused', reason, detail, callSid, tenantId });
  }

  /** Opened once; after a failure the next who needs it tries again. */
  private async open(): Promise<Spool> {
    this.spool ??= Spool.open({
      root: join(this.config.dataDir, 'spool'),
      seal: {
        seal: (place, text) => this.cipher.seal(contextOf(place), text),
        open: (place, sealed) => this.cipher.open(contextOf(place), sealed).reveal(),
      },
      isAlone: !this.database.isShared,
      keepReadMs: this.database.isShared ? 0 : KEEP_FOR_PGLITE_MS,
      mostBytes: MOST_BYTES,
      segmentBytes: SEGMENT_BYTES,
    }).catch((error: unknown) => {
      this.spool = null;
      throw error;
    });
    return this.spool;
  }
}

/** A line opens in its own file only. It holds records of many tenants. */
function contextOf(place: string): SecretContext {
  return { tenantId: '', table: 'spool', column: 'records', rowId: place };
}
