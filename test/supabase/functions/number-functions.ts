import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows, type Owned } from './rows.js';

/** Whose a number is, and who may buy it. */
export function numberFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;
  let serial = 0;
  const newNumber = (): string => {
    serial += 1;
    return `+1555124${String(serial).padStart(4, '0')}`;
  };
  const take = async ({ userId, credentialId }: Owned, phoneNumber: string): Promise<string> => {
    const number = { phone_number: phoneNumber, phone_number_sid: `PN${randomUUID()}` };
    const asked = { p_user_id: userId, p_credential_id: credentialId, p_numbers: [number] };
    return unwrap(await service.rpc('import_numbers', asked))[0]?.outcome ?? 'nothing';
  };
  const present = async (phoneNumber: string): Promise<{ user_id: string; credential_id: string | null }[]> =>
    unwrap(
      await service
        .from('user_phone_numbers')
        .select('user_id, credential_id')
        .eq('phone_number', phoneNumber)
        .not('credential_id', 'is', null),
    );

  it('are one row in the installation, whoever imports them and however many at once', async () => {
    const phoneNumber = newNumber();
    const owned = await rows.credential();
    const outcomes = await Promise.all(EIGHT.map(async () => take(owned, phoneNumber)));
    expect(outcomes.toSorted()).toEqual(['imported', ...Array.from({ length: 7 }, () => 'known')]);
    expect(await present(phoneNumber)).toEqual([{ user_id: owned.userId, credential_id: owned.credentialId }]);
  });

  it('stay where they are on a plane, and otherwise go to the account that has them', async () => {
    const phoneNumber = newNumber();
    const [one, two] = [await rows.credential(), await rows.credential()];
    const three = await rows.credential({ user_id: two.userId });
    expect(await take(one, phoneNumber)).toBe('imported');
    expect(await take(two, phoneNumber)).toBe('imported');
    unwrap(await service.from('user_phone_numbers').update({ plane: 'trunk' }).eq('credential_id', two.credentialId));
    expect([await take(one, phoneNumber), await take(three, phoneNumber)]).toEqual(['taken', 'other_credential']);
    expect(await present(phoneNumber)).toEqual([{ user_id: two.userId, credential_id: two.credentialId }]);
    const left = unwrap(
      await service.from('user_phone_numbers').select('status, released_from').eq('user_id', one.userId),
    );
    expect(left).toEqual([{ status: 'released', released_from: one.credentialId }]);
  });

  it('of the system it descends from are taken up with their row', async () => {
    const phoneNumber = newNumber();
    const owned = await rows.credential();
    const id = randomUUID();
    unwrap(await service.from('user_phone_numbers').insert({ id, user_id: owned.userId, phone_number: phoneNumber }));
    expect(await take(owned, phoneNumber)).toBe('imported');
    const row = unwrap(await service.from('user_phone_numbers').select('credential_id').eq('id', id).single());
    expect(row).toEqual({ credential_id: owned.credentialId });
  });

  it('are bought by one of many that ask at once, who may go on, until the time is over', async () => {
    const id = randomUUID();
    const { userId, credentialId } = await rows.credential();
    const row = { id, user_id: userId, credential_id: credentialId, phone_number: newNumber(), status: 'buying' };
    unwrap(await service.from('user_phone_numbers').insert(row));
    const claim = async (holder: string): Promise<boolean> =>
      unwrap(await service.rpc('claim_purchase', { p_id: id, p_holder: holder, p_ttl_seconds: 60 }));
    const claims = await Promise.all(EIGHT.map(async (n) => claim(String(n))));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const holder = String(claims.indexOf(true));
    expect([await claim(holder), await claim('another')]).toEqual([true, false]);
    unwrap(await service.from('user_phone_numbers').update({ purchase_held_until: '-infinity' }).eq('id', id));
    expect(await claim('another')).toBe(true);
    unwrap(await service.from('user_phone_numbers').update({ status: 'owned' }).eq('id', id));
    expect(await claim('another')).toBe(false);
  });
}
