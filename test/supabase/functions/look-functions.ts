import { expect, it } from '@jest/globals';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows, type Owned } from './rows.js';

const BUILT = { status: 'ready', ready_at: '2026-01-01T00:00:00Z' };
const LATER = '2099-01-01T00:00:00+00:00';

/** The date on which the nth of several became due; all of them long ago. */
const dueSince = (n: number): string => `2001-01-0${String(n + 1)}T00:00:00+00:00`;

/** Who looks at which trunk, and when. */
export function lookFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;

  const claim = async (limit: number): Promise<string[]> => {
    const asked = { p_limit: limit, p_hold_seconds: 300, p_every_seconds: 3_600 };
    return unwrap(await service.rpc('claim_looks', asked)).map(({ credential_id }) => credential_id);
  };
  const dueAt = async ({ credentialId }: Owned, next_look_at: string): Promise<void> => {
    unwrap(await service.from('trunk_looks').update({ next_look_at }).eq('credential_id', credentialId));
  };
  /** All of them due, the first for the longest. */
  const dueTrunks = async (...each: Record<string, string>[]): Promise<Owned[]> => {
    const made: Owned[] = [];
    for (const more of each) made.push(await rows.credential({ ...BUILT, ...more }));
    await claim(0);
    for (const [index, owned] of made.entries()) await dueAt(owned, dueSince(index));
    return made;
  };
  const idsOf = (all: readonly Owned[]): string[] => all.map(({ credentialId }) => credentialId);

  it('come to a new trunk after about the usual time, and to none that is not built', async () => {
    const [built, building] = [await rows.credential(BUILT), await rows.credential({ status: 'ready' })];
    const [from, taken, until] = [Date.now(), await claim(1_000), Date.now()];
    expect(taken).not.toContain(built.credentialId);
    const found = unwrap(
      await service
        .from('trunk_looks')
        .select('credential_id, next_look_at')
        .in('credential_id', idsOf([built, building])),
    );
    expect(idsOf([built])).toEqual(found.map(({ credential_id }) => credential_id));
    const at = Date.parse(found[0]?.next_look_at ?? '');
    expect(at >= from + 0.79 * 3_600_000 && at <= until + 1.21 * 3_600_000).toBe(true);
  });

  it('are taken by one of many that ask at once, the longest overdue first, and put off for the time of the hold', async () => {
    const trunks = await dueTrunks({}, {}, {}, {}, {});
    expect((await claim(2)).toSorted()).toEqual(idsOf(trunks.slice(0, 2)).toSorted());
    const rest = (await Promise.all(EIGHT.map(async () => claim(2)))).flat();
    expect(rest.toSorted()).toEqual(idsOf(trunks.slice(2)).toSorted());
    for (const owned of trunks) await dueAt(owned, LATER);
  });

  it('pass over a trunk that somebody works on or has to act for, or whose password is in its overlap', async () => {
    const trunks = await dueTrunks(
      {},
      {},
      {},
      { previous_sip_retire_at: LATER },
      { previous_sip_retire_at: dueSince(0) },
    );
    const [plain, busy, needy, overlapping] = trunks;
    if (!plain || !busy || !needy || !overlapping) throw new Error('five trunks');
    await rows.open(busy);
    unwrap(
      await service.from('user_twilio_credentials').update({ status: 'needs_attention' }).eq('id', needy.credentialId),
    );
    expect((await claim(1_000)).toSorted()).toEqual(idsOf([plain, overlapping]).toSorted());
    for (const owned of trunks) await dueAt(owned, LATER);
  });

  it('report the end of a repair once, however many ask', async () => {
    const [owned] = await dueTrunks({});
    if (owned === undefined) throw new Error('one trunk');
    const { id } = await rows.open(owned, { kind: 'repair' });
    const change = { repair_run_id: id };
    unwrap(await service.from('trunk_looks').update(change).eq('credential_id', owned.credentialId));
    const take = async (): Promise<unknown[]> =>
      (await Promise.all(EIGHT.map(async () => unwrap(await service.rpc('take_finished_repairs', {}))))).flat();
    expect(await take()).toEqual([]);
    await rows.changeRun(id, { status: 'failed' });
    expect(await take()).toEqual([
      { credential_id: owned.credentialId, user_id: owned.userId, run_id: id, status: 'failed' },
    ]);
    expect(await take()).toEqual([]);
    await dueAt(owned, LATER);
  });
}
