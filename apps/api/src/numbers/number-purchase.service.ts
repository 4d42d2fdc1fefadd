import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { NumberOrder } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import type { Credential } from '../credentials/credential.js';
import { Problem } from '../problems/problem.js';
import type { Run } from '../trunks/run.js';
import { TrunkNumbersService } from '../trunks/trunk-numbers.service.js';
import { NumberAccount } from './number-account.js';
import type { Plane } from './number.js';
import { PurchaseDesk } from './purchase-desk.js';
import { PurchasesStore, type Purchase, type PurchaseRequest } from './purchases.store.js';

export interface BuyRequest extends NumberOrder {
  readonly credentialId?: string;
  readonly label?: string;
  readonly plane?: Plane;
}

export interface Bought {
  readonly numberId: string;
  readonly run: Run | null;
}

/** How long a request waits for another one that is buying the same number. */
const WAIT_MS = 15_000;
const POLL_MS = 150;

/**
 * Buys exactly one number, never twice: the row is stored before Twilio is asked, one request at a time may ask, and an attempt whose
 * outcome is unknown is looked up before anything is repeated.
 */
@Injectable()
export class NumberPurchaseService {
  constructor(
    private readonly accounts: NumberAccount,
    private readonly purchases: PurchasesStore,
    private readonly desk: PurchaseDesk,
    private readonly planes: TrunkNumbersService,
    private readonly audit: AuditLog,
  ) {}

  async buy(caller: Caller, asked: BuyRequest, idempotencyKey: string | null): Promise<Bought> {
    const { credentialId, label, plane } = asked;
    const order = orderOf(asked);
    const credential = await this.accounts.choose(caller, credentialId);
    if (credential.status === 'disconnecting') throw new Problem('credential.disconnecting');
    // Said before money is spent.
    if (plane !== undefined) await this.planes.mustBeOpen(credential, plane);
    const request = {
      credentialId: credential.credentialId,
      order,
      label: label ?? null,
      idempotencyKey,
      requestHash: hashOf(asked),
    };
    const { numberId, isNew } = await this.bought(caller, credential, request);
    if (isNew) {
      const detail = { phoneNumber: order.phoneNumber, accountSid: credential.accountSid };
      await this.audit.record(caller, 'number.bought', { kind: 'number', id: numberId }, detail);
    }
    if (plane === undefined) return { numberId, run: null };
    const { run } = await this.planes.change(caller, credential.credentialId, order.phoneNumber, plane, true);
    return { numberId, run };
  }

  /** Until the number is the account's, by this request or by one like it. */
  private async bought(
    caller: Caller,
    credential: Credential,
    request: PurchaseRequest,
  ): Promise<{ readonly numberId: string; readonly isNew: boolean }> {
    const holder = randomUUID();
    for (const deadline = Date.now() + WAIT_MS; ;) {
      await this.purchases.open(caller, request);
      const purchase = await this.purchases.find(caller, request);
      if (purchase !== null) {
        checkSame(purchase, request);
        const { numberId, status } = purchase;
        if (status === 'owned' || status === 'released') return { numberId, isNew: false };
        if (status === 'releasing') throw new Problem('number.releasing');
        if (await this.purchases.claim(numberId, holder, PurchaseDesk.HOLD_SECONDS)) {
          // Read again under the claim: another request may have asked Twilio in between.
          const current = await this.purchases.find(caller, request);
          if (current?.numberId !== numberId) continue;
          const account = await this.accounts.signIn(credential);
          return { numberId, isNew: await this.desk.buy({ purchase: current, order: request.order, account, holder }) };
        }
      }
      // Somebody else is buying it, or was just refused: then it is our turn.
      if (Date.now() > deadline) throw new Problem('number.being_bought');
      await sleep(POLL_MS);
    }
  }
}

/** The parts that are Twilio's business, without what is not given. */
function orderOf({ phoneNumber, addressSid, bundleSid, friendlyName }: BuyRequest): NumberOrder {
  return {
    phoneNumber,
    ...(addressSid === undefined ? {} : { addressSid }),
    ...(bundleSid === undefined ? {} : { bundleSid }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
  };
}

/** The key or the number may stand for another request. */
function checkSame(purchase: Purchase, request: PurchaseRequest): void {
  const hasKey = request.idempotencyKey !== null && purchase.idempotencyKey === request.idempotencyKey;
  if (hasKey && purchase.requestHash !== request.requestHash) throw new Problem('idempotency.key_reused');
  if (!hasKey && purchase.credentialId !== request.credentialId) throw new Problem('number.taken');
}

/** Tells whether two requests under one Idempotency-Key are the same. */
function hashOf(request: BuyRequest): string {
  const fields = Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
