import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Metrics } from '../metrics/metrics.js';
import { ChangeGaps } from './change-gaps.js';

const POLL_EVERY_MS = 500;
/** A database that says nothing for so long counts as away. */
const PATIENCE_MS = 3_000;
/** After so long the feed is not read on but begun anew: its entries are kept for two days, and reading all of them would take long. */
const LONGEST_ABSENCE_MS = 3_600_000;
const FULL_PAGE = 1_000;

/** What is told of changes. Told at every successful read, also when nothing has changed. */
export interface ChangeListener {
  /** Something about these tenants is not as it was. */
  changed(tenantIds: ReadonlySet<string>): void;
  /** Anything may have changed. */
  everythingMayHaveChanged(): void;
}

/**
 * Tells this process's caches what has changed in the database, by polling `config_changes`: one cheap query for all tenants, twice a
 * second. While the database is away nothing is told, and how long that has been is in the metrics and, once, in the log.
 */
@Injectable()
export class ConfigChangeFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(ConfigChangeFeed.name);
  private readonly listeners: ChangeListener[] = [];
  private readonly gaps = new ChangeGaps();
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | null = null;
  private lastReadAt = 0;
  private isAway = false;
  private isStopped = false;

  constructor(
    private readonly database: TenantDatabase,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'trunkline_config_feed_age_seconds',
      'Time since the change feed was last read: so old may be what webhooks are answered with.',
      [],
      async () => Promise.resolve(this.lastReadAt === 0 ? [] : [{ value: (Date.now() - this.lastReadAt) / 1_000 }]),
    );
  }

  /** When everything that had been committed by then was known here (milliseconds since 1970); 0 for never. */
  get currentAt(): number {
    return this.lastReadAt;
  }

  listen(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  /** The first read comes before the first request, so that nothing is cached that the feed has not covered. */
  async onApplicationBootstrap(): Promise<void> {
    await this.poll();
    this.timer = setInterval(() => void this.poll(), POLL_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.polling;
  }

  /** One read at a time; ends when the listeners have been told. Does not throw. */
  poll(): Promise<void> {
    this.polling ??= this.read()
      .then(
        () => this.back(),
        (error: unknown) => this.away(error),
      )
      .finally(() => (this.polling = null));
    return this.polling;
  }

  private async read(): Promise<void> {
    const began = Date.now();
    if (began - this.lastReadAt > LONGEST_ABSENCE_MS) this.gaps.restart();
    const isBeginning = this.gaps.last === null;
    const tenantIds = new Set<string>();
    let isComplete = true;
    for (let size = FULL_PAGE; size === FULL_PAGE;) {
      const changes = await this.changes();
      size = changes.length;
      isComplete =
        this.gaps.saw(
          changes.map(({ id }) => id),
          began,
        ) && isComplete;
      for (const { user_id: tenantId } of changes) tenantIds.add(tenantId);
    }
    this.lastReadAt = began;
    for (const listener of this.listeners) {
      if (isBeginning || !isComplete) listener.everythingMayHaveChanged();
      else listener.changed(tenantIds);
    }
  }

  private async changes() {
    const asked = this.database
      .service()
      .rpc('read_config_changes', { p_after: this.gaps.last, p_missing: this.gaps.missing });
    const late = sleep(PATIENCE_MS, null, { ref: false });
    const answer = await Promise.race([asked, late]);
    if (answer === null) throw new Error(`no answer within ${String(PATIENCE_MS)} ms`);
    return unwrap(answer);
  }

  private back(): void {
    if (this.isAway) this.log.log({ event: 'config_feed.back' });
    this.isAway = false;
  }

  private away(error: unknown): void {
    if (!this.isAway && !this.isStopped) {
      const problem = error instanceof Error ? error.message : String(error);
      this.log.warn({ event: 'config_feed.away', problem, answering: 'from what is in memory' });
    }
    this.isAway = true;
  }
}
