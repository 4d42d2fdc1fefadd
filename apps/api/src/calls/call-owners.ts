import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { CallWritesStore } from './call-writes.store.js';
import { GroupCommit } from './group-commit.js';

/** Calls whose tenant is remembered: those of some minutes on a busy process. */
const REMEMBERED = 50_000;
const LOOK_UPS = { waitMs: 2, most: 100, mostWaiting: 10_000 };

/** A database that takes longer is as good as away. */
const PATIENCE_MS = 1_000;
const NOBODY: ReadonlyMap<string, string> = new Map();

interface LookUp {
  readonly callSid: string;
  tenantId: string | null;
}

/** To whom calls belong, so that one tenant cannot tell us anything of another one's. */
@Injectable()
export class CallOwners {
  private readonly log = new Logger(CallOwners.name);
  private readonly tenants = new Map<string, string>();
  private readonly lookUps = new GroupCommit<LookUp>(LOOK_UPS, async (batch) => this.lookUp(batch));

  constructor(private readonly store: CallWritesStore) {}

  /** From memory alone, for the voice path: null when this process has not met the call yet. */
  knownTenantOfCall(callSid: string): string | null {
    return this.tenants.get(callSid) ?? null;
  }

  /**
   * The tenant whose call this is, from memory or the database; null when nobody has told of it yet, or the database is away. What
   * is told of a foreign call meanwhile is refused when it comes to the database.
   */
  async tenantOfCall(callSid: string): Promise<string | null> {
    const known = this.tenants.get(callSid);
    if (known !== undefined || !this.lookUps.hasRoom) return known ?? null;
    const lookUp: LookUp = { callSid, tenantId: null };
    await this.lookUps.add(lookUp);
    return lookUp.tenantId;
  }

  remember(callSid: string, tenantId: string): void {
    if (this.tenants.has(callSid)) return;
    this.tenants.set(callSid, tenantId);
    const oldest = this.tenants.keys().next();
    if (this.tenants.size > REMEMBERED && oldest.done !== true) this.tenants.delete(oldest.value);
  }

  private async lookUp(batch: readonly LookUp[]): Promise<ReadonlyMap<LookUp, Error>> {
    try {
      const asked = this.store.tenantsOf(batch.map(({ callSid }) => callSid));
      const found = await Promise.race([asked, sleep(PATIENCE_MS, NOBODY, { ref: false })]);
      for (const one of batch) one.tenantId = found.get(one.callSid) ?? null;
      for (const [callSid, tenantId] of found) this.remember(callSid, tenantId);
    } catch (error) {
      this.log.warn({ event: 'calls.owner_unknown', calls: batch.length, problem: String(error) });
    }
    return new Map();
  }
}
