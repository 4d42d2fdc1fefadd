import { Injectable } from '@nestjs/common';
import type { DesiredNumber } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';

/** `user_phone_numbers` as far as the trunk plane is concerned: which numbers shall be on a credential's trunk. */
@Injectable()
export class TrunkNumbersStore {
  constructor(private readonly database: TenantDatabase) {}

  async list(tenantId: string, credentialId: string): Promise<DesiredNumber[]> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select('phone_number, phone_number_sid')
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId)
        .eq('plane', 'trunk')
        .order('phone_number'),
    );
    return rows.flatMap((row) =>
      row.phone_number_sid === null ? [] : [{ phoneNumber: row.phone_number, numberSid: row.phone_number_sid }],
    );
  }

  /** Throws `number.taken` when the number is somebody's already. Storing the same number again changes nothing. */
  async add(caller: Caller, credentialId: string, number: DesiredNumber): Promise<void> {
    try {
      unwrap(
        await this.database.service().from('user_phone_numbers').insert({
          user_id: caller.tenantId,
          credential_id: credentialId,
          phone_number: number.phoneNumber,
          phone_number_sid: number.numberSid,
          plane: 'trunk',
        }),
      );
    } catch (error) {
      if (!(error instanceof DatabaseError) || !error.isDuplicate()) throw error;
      const own = await this.list(caller.tenantId, credentialId);
      if (!own.some((entry) => entry.numberSid === number.numberSid)) throw new Problem('number.taken');
    }
  }

  /** Throws `number.not_on_trunk` when it is not there. */
  async remove(caller: Caller, credentialId: string, phoneNumber: string): Promise<void> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .delete()
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('plane', 'trunk')
        .eq('phone_number', phoneNumber)
        .select('id'),
    );
    if (rows.length === 0) throw new Problem('number.not_on_trunk');
  }
}
