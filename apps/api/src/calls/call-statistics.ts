import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';

/** What a number did. Counts are of the last 30 days, legs that were dialled for a call included. */
export interface NumberStatistics {
  /** Ever; null: it never called nor was called. */
  readonly lastCallAt: Date | null;
  readonly inbound: number;
  /** Of those inbound. */
  readonly answered: number;
  /** Calls that showed the number as their caller. */
  readonly outbound: number;
  readonly seconds: number;
}

export const NO_CALLS: NumberStatistics = { lastCallAt: null, inbound: 0, answered: 0, outbound: 0, seconds: 0 };

@Injectable()
export class CallStatistics {
  constructor(private readonly database: TenantDatabase) {}

  /** Of each of these numbers (E.164) of the caller's, in one look. */
  async ofNumbers(
    caller: Pick<Caller, 'tenantId' | 'accessToken'>,
    numbers: readonly string[],
  ): Promise<ReadonlyMap<string, NumberStatistics>> {
    if (numbers.length === 0) return new Map();
    const rows = unwrap(
      await this.database.for(caller).rpc('call_statistics', { p_user_id: caller.tenantId, p_numbers: [...numbers] }),
    );
    return new Map(
      rows.map(({ number, last_call_at: lastCallAt, inbound, answered, outbound, seconds }) => [
        number,
        {
          lastCallAt: lastCallAt === null ? null : parseTimestamp(lastCallAt),
          inbound: Number(inbound),
          answered: Number(answered),
          outbound: Number(outbound),
          seconds: Number(seconds),
        },
      ]),
    );
  }
}
