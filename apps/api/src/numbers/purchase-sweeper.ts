import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '../audit/audit-actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { NumberAccount } from './number-account.js';
import { PurchaseDesk } from './purchase-desk.js';
import { PurchasesStore, type Purchase } from './purchases.store.js';

const SWEEP_EVERY_MS = 30_000;
const AT_ONCE = 16;

/** Finds out what became of purchases that nobody waits for any more: a process was killed, or Twilio did not answer. */
@Injectable()
export class PurchaseSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(PurchaseSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  /** A younger purchase may be in the hands of a request that has not claimed it yet. */
  settleAfterMs = 60_000;

  constructor(
    private readonly purchases: PurchasesStore,
    private readonly credentials: CredentialsStore,
    private readonly accounts: NumberAccount,
    private readonly desk: PurchaseDesk,
    private readonly audit: AuditLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep().catch((error: unknown) => this.failed(error)), SWEEP_EVERY_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** One round; throws only when our own database does not answer. */
  async sweep(): Promise<void> {
    for (const purchase of await this.purchases.abandoned(this.settleAfterMs, AT_ONCE)) {
      // One account that cannot be asked keeps nobody else waiting.
      await this.settle(purchase).catch((error: unknown) => this.failed(error));
    }
  }

  private async settle(purchase: Purchase): Promise<void> {
    const { numberId, tenantId, credentialId, phoneNumber } = purchase;
    const holder = randomUUID();
    if (credentialId === null || !(await this.purchases.claim(numberId, holder, PurchaseDesk.HOLD_SECONDS))) return;
    const account = await this.accounts.signIn(await this.credentials.load(tenantId, credentialId));
    const outcome = await this.desk.settle({ purchase, order: { phoneNumber }, account, holder });
    if (outcome === 'open') return;
    const action = outcome === 'bought' ? 'number.bought' : 'number.not_bought';
    await this.audit.record(
      systemActor(tenantId, 'numbers'),
      action,
      { kind: 'number', id: numberId },
      { phoneNumber },
    );
  }

  private failed(error: unknown): void {
    this.log.warn({ event: 'purchases.sweep_failed', problem: error instanceof Error ? error.message : 'unknown' });
  }
}
