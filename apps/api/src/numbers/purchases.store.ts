import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { NumberOrder, OwnedNumber } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { asJson } from '../database/as-json.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { NumberStatus } from './number.js';
import { importedColumns } from './numbers.store.js';

/** A purchase as it is stored: the row of the number, from before Twilio is asked. */
export interface Purchase {
  readonly numberId: string;
  readonly tenantId: string;
  /** Null once the number was released. */
  readonly credentialId: string | null;
  readonly phoneNumber: string;
  readonly status: NumberStatus;
  readonly idempotencyKey: string | null;
  readonly requestHash: string | null;
  /** When Twilio was last asked to sell it; null: never. */
  readonly attemptedAt: Date | null;
}

export interface PurchaseRequest {
  readonly credentialId: string;
  readonly order: NumberOrder;
  readonly label: string | null;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
}

const COLUMNS = 'id, user_id, credential_id, phone_number, status, idempotency_key, request_hash, attempted_at';

/** `user_phone_numbers` while a number is being bought. With the service’s rights: who holds a purchase is nobody else’s business. */
@Injectable()
export class PurchasesStore {
  constructor(private readonly database: TenantDatabase) {}

  /** Stores what is to be bought. False when the number or the key is there already. */
  async open({ tenantId }: Caller, request: PurchaseRequest): Promise<boolean> {
    try {
      unwrap(
        await this.database
          .service()
          .from('user_phone_numbers')
          .insert({
            user_id: tenantId,
            credential_id: request.credentialId,
            phone_number: request.order.phoneNumber,
            status: 'buying',
            label: request.label,
            purchase: asJson(request.order),
            idempotency_key: request.idempotencyKey,
            request_hash: request.requestHash,
          }),
      );
      return true;
    } catch (error) {
      if (error instanceof DatabaseError && error.isDuplicate()) return false;
      throw error;
    }
  }

  /** What this key, or else this number, stands for now; null when there is nothing. Another's number is `number.taken`. */
  async find({ tenantId }: Caller, { order, idempotencyKey }: PurchaseRequest): Promise<Purchase | null> {
    const service = this.database.service();
    if (idempotencyKey !== null) {
      const own = service.from('user_phone_numbers').select(COLUMNS).eq('user_id', tenantId);
      const row = unwrap(await own.eq('idempotency_key', idempotencyKey).maybeSingle());
      if (row !== null) return purchaseFrom(row);
    }
    const row = unwrap(
      await service
        .from('user_phone_numbers')
        .select(COLUMNS)
        .eq('phone_number', order.phoneNumber)
        .not('credential_id', 'is', null)
        .maybeSingle(),
    );
    if (row !== null && row.user_id !== tenantId) throw new Problem('number.taken');
    return row === null ? null : purchaseFrom(row);
  }

  async status(numberId: string): Promise<NumberStatus | null> {
    const row = unwrap(
      await this.database.service().from('user_phone_numbers').select('status').eq('id', numberId).maybeSingle(),
    );
    return row === null ? null : (row.status as NumberStatus);
  }

  /** The sole right to ask Twilio, for so long; the holder extends it by asking again. False while somebody else has it. */
  async claim(numberId: string, holder: string, seconds: number): Promise<boolean> {
    return unwrap(
      await this.database.service().rpc('claim_purchase', { p_id: numberId, p_holder: holder, p_ttl_seconds: seconds }),
    );
  }

  /** Before Twilio is asked: whoever comes later knows that it may have been bought. */
  async attempt(numberId: string): Promise<void> {
    unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({ attempted_at: new Date().toISOString() })
        .eq('id', numberId)
        .eq('status', 'buying'),
    );
  }

  async release(numberId: string, holder: string): Promise<void> {
    unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({ purchase_holder: null, purchase_held_until: null })
        .eq('id', numberId)
        .eq('purchase_holder', holder),
    );
  }

  /** The account has it. */
  async complete(numberId: string, number: OwnedNumber): Promise<void> {
    unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({
          phone_number_sid: number.numberSid,
          friendly_name: number.friendlyName,
          number_type: number.numberType,
          capabilities: asJson(importedColumns(number)['capabilities'] as object),
          status: 'owned',
          purchase_holder: null,
          purchase_held_until: null,
          updated_at: new Date().toISOString(),
        })
        .eq('id', numberId)
        .eq('status', 'buying'),
    );
  }

  /** Nothing was bought. */
  async drop(numberId: string): Promise<void> {
    unwrap(await this.database.service().from('user_phone_numbers').delete().eq('id', numberId).eq('status', 'buying'));
  }

  /** Purchases of at least that age that nobody is at, oldest first. */
  async abandoned(olderThanMs: number, limit: number): Promise<Purchase[]> {
    const now = new Date().toISOString();
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select(COLUMNS)
        .eq('status', 'buying')
        .lte('created_at', new Date(Date.now() - olderThanMs).toISOString())
        .or(`purchase_held_until.is.null,purchase_held_until.lte.${now}`)
        .order('created_at')
        .limit(limit),
    );
    return rows.map(purchaseFrom);
  }
}

function purchaseFrom(row: {
  id: string;
  user_id: string;
  credential_id: string | null;
  phone_number: string;
  status: string;
  idempotency_key: string | null;
  request_hash: string | null;
  attempted_at: string | null;
}): Purchase {
  return {
    numberId: row.id,
    tenantId: row.user_id,
    credentialId: row.credential_id,
    phoneNumber: row.phone_number,
    status: row.status as NumberStatus,
    idempotencyKey: row.idempotency_key,
    requestHash: row.request_hash,
    attemptedAt: row.attempted_at === null ? null : parseTimestamp(row.attempted_at),
  };
}
