import { Injectable } from '@nestjs/common';
import type { TablesUpdate } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { NumberStatus } from './number.js';

/** The wishes in `user_phone_numbers`. With the service’s rights, after the application has found the number to be the tenant’s. */
@Injectable()
export class NumberChangesStore {
  constructor(private readonly database: TenantDatabase) {}

  async label(caller: Caller, numberId: string, label: string | null): Promise<void> {
    await this.update(caller, numberId, { label }, ['buying', 'owned', 'releasing', 'released']);
  }

  async wantName(caller: Caller, numberId: string, friendlyName: string): Promise<void> {
    await this.update(caller, numberId, { wanted_name: friendlyName }, ['owned']);
  }

  async release(caller: Caller, numberId: string): Promise<void> {
    const change = { status: 'releasing', plane: null, agent_id: null, wanted_name: null };
    await this.update(caller, numberId, change, ['owned', 'releasing']);
  }

  /** Takes a release back. */
  async keep(caller: Caller, numberId: string): Promise<void> {
    await this.update(caller, numberId, { status: 'owned' }, ['releasing']);
  }

  /** Throws `number.not_found` when the number is not in one of these states any more. */
  private async update(
    caller: Caller,
    numberId: string,
    change: TablesUpdate<'user_phone_numbers'>,
    from: readonly NumberStatus[],
  ): Promise<void> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({ ...change, updated_at: new Date().toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('id', numberId)
        .in('status', from)
        .select('id'),
    );
    if (rows.length === 0) throw new Problem('number.not_found');
  }
}
