import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT } from './rows.js';

/** Taking, renewing and releasing a lease. */
export function leaseFunctions(bed: Testbed): void {
  const service = bed.supabase.asService();

  it('have one holder at a time, each with a higher fence', async () => {
    const name = randomUUID();
    const acquire = async (holder: string, seconds: number): Promise<number | null | undefined> =>
      (await service.rpc('acquire_lease', { p_name: name, p_holder: holder, p_ttl_seconds: seconds })).data;
    const all = await Promise.all(EIGHT.map(async (i) => acquire(String(i), 60)));
    expect(all.filter((fence) => fence !== null)).toEqual([1]);
    const holder = String(all.indexOf(1));
    const lease = { p_name: name, p_holder: holder, p_fence: 1 };
    const renew = async (p_fence: number): Promise<unknown> =>
      (await service.rpc('renew_lease', { ...lease, p_fence, p_ttl_seconds: 60 })).data;
    expect([await renew(1), await renew(2)]).toEqual([true, false]);
    await service.rpc('release_lease', { ...lease, p_fence: 2 });
    expect(await acquire('other', 60)).toBeNull();
    await service.rpc('release_lease', lease);
    expect(await acquire('other', 60)).toBe(2);
    expect(await renew(1)).toBe(false);
  });
}
