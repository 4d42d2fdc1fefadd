import { Injectable } from '@nestjs/common';
import type { DesiredNumber } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
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

  /**
   * Puts a number that the account itself has listed on the trunk plane. Throws `number.taken` when it is in use elsewhere. Storing the
   * same number again changes nothing.
   */
  async add(caller: Caller, credentialId: string, number: DesiredNumber): Promise<void> {
    const service = this.database.service();
    const { phoneNumber, numberSid } = number;
    const [found] = unwrap(
      await service.rpc('import_numbers', {
        p_user_id: caller.tenantId,
        p_credential_id: credentialId,
        p_numbers: [{ phone_number: phoneNumber, phone_number_sid: numberSid }],
      }),
    );
    if (found?.outcome !== 'imported' && found?.outcome !== 'known') throw new Problem('number.taken');
    const rows = unwrap(
      await service
        .from('user_phone_numbers')
        .update({ plane: 'trunk', updated_at: new Date().toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('phone_number', phoneNumber)
        .eq('status', 'owned')
        .select('id'),
    );
    if (rows.length === 0) throw new Problem('number.taken');
  }

  /** Throws `number.not_on_trunk` when it is not there. The number stays the tenant's. */
  async remove(caller: Caller, credentialId: string, phoneNumber: string): Promise<void> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({ plane: null, updated_at: new Date().toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('plane', 'trunk')
        .eq('phone_number', phoneNumber)
        .select('id'),
    );
    if (rows.length === 0) throw new Problem('number.not_on_trunk');
  }
}
