import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { judgeFailure } from './failure-policy.js';

/** How often the database is asked; it does the work once a day. */
const ASK_EVERY_MS = 600_000;

/** Lets go of what nobody reads any more: old entries of the change feed, journals of runs and
 * events of calls that ended long ago (`prune_history`). */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: TenantDatabase) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.prune(), ASK_EVERY_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async prune(): Promise<void> {
    try {
      const rows = unwrap(await this.database.service().rpc('prune_history', {}));
      if (rows !== null) this.log.log({ event: 'history.pruned', rows });
    } catch (error) {
      this.log.warn({ event: 'history.not_pruned', problem: judgeFailure(error).detail });
    }
  }
}
