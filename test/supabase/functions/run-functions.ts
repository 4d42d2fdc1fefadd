import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DatabaseError } from '../../../apps/api/src/database/database-error.js';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows, type Owned } from './rows.js';

const LONG_AGO = '2001-01-01T00:00:00+00:00';

/** Opening runs, claiming them, and which of them are due. */
export function runFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;

  it.each([
    ['apply', 'repair', true, 'the open one'],
    ['apply', 'repair', false, 'a new one, queued'],
    ['apply', 'disconnect', false, 'a new one, queued'],
    ['disconnect', 'disconnect', false, 'the open one'],
    ['abandon', 'abandon', false, 'the open one'],
    ['disconnect', 'abandon', false, 'a new one, queued'],
    ['disconnect', 'apply', true, 'TL003'],
    ['abandon', 'repair', false, 'TL003'],
  ])('beside an open %s run, who asks for %s (join: %s) gets %s', async (existing, kind, join, expected) => {
    const owned = await rows.credential();
    const open = await rows.open(owned, { kind: existing });
    const later = '2099-01-01T00:00:00+00:00';
    await rows.changeRun(open.id, { next_attempt_at: later });
    const gets = await rows.open(owned, { kind, join, changes: { status: 'provisioning' } }).then(
      ({ id, status }) => (id === open.id ? 'the open one' : `a new one, ${status}`),
      (error: unknown) => (error instanceof DatabaseError ? error.code : error),
    );
    expect(gets).toBe(expected);
    const isNew = expected === 'a new one, queued';
    const now = await rows.run(open.id);
    expect(now.status).toBe(isNew ? 'superseded' : 'queued');
    // Somebody waits for the one that was joined: its back-off is over.
    expect(Date.parse(now.next_attempt_at) <= Date.now() + 60_000).toBe(expected === 'the open one');
    expect((await rows.storedCredential(owned.credentialId)).status).toBe(isNew ? 'provisioning' : 'ready');
  });

  it('are not opened for what is another’s, unknown, removed, being disconnected or not as expected', async () => {
    const owned = await rows.credential();
    const { userId } = await rows.credential();
    const removed = await rows.credential({ status: 'removed' });
    const leaving = await rows.credential({ status: 'disconnecting' });
    const changes = { status: 'provisioning' };
    const refused = async (code: string, of: Owned, expected = {}): Promise<void> => {
      await expect(rows.open(of, { changes, expected })).rejects.toMatchObject({ code });
    };
    await refused('TL004', { ...owned, userId });
    await refused('TL004', { ...owned, credentialId: randomUUID() });
    await refused('TL004', removed);
    await refused('TL003', leaving);
    await refused('TL005', owned, { status: 'ready', label: 'another' });
    const ids = [owned, removed, leaving].map(({ credentialId }) => credentialId);
    expect(unwrap(await service.from('provisioning_runs').select('id').in('credential_id', ids))).toEqual([]);
    expect((await rows.storedCredential(owned.credentialId)).status).toBe('ready');
    await rows.open(owned, { changes, expected: { status: 'ready', label: owned.credentialId } });
  });

  it('asked for at the same time leave one open, and with one Idempotency-Key are one', async () => {
    const owned = await rows.credential();
    await Promise.all(EIGHT.map(async () => rows.open(owned)));
    const statuses = unwrap(
      await service.from('provisioning_runs').select('status').eq('credential_id', owned.credentialId),
    );
    expect(statuses.map(({ status }) => status).toSorted()).toEqual(['queued', ...Array<string>(7).fill('superseded')]);
    const key = randomUUID();
    const keyed = await Promise.all(EIGHT.map(async () => rows.open(owned, { key })));
    expect(new Set(keyed.map(({ id }) => id)).size).toBe(1);
    await rows.changeRun(keyed[0]?.id ?? '', { status: 'succeeded' });
    expect((await rows.open(owned, { key, kind: 'repair' })).id).toBe(keyed[0]?.id);
  });

  it('are claimed by one at a time, and not while another run of the credential is held', async () => {
    const owned = await rows.credential();
    const first = await rows.open(owned);
    const fences = await Promise.all(EIGHT.map(async (i) => rows.claim(first.id, String(i))));
    expect(fences.filter((fence) => fence !== null)).toEqual([1]);
    expect(await rows.run(first.id)).toMatchObject({ status: 'running', attempt: 1 });
    const second = await rows.open(owned);
    expect(await rows.claim(second.id)).toBeNull();
    expect(await rows.run(second.id)).toMatchObject({ status: 'queued', attempt: 0, started_at: null });
    await rows.expireLease(owned);
    expect(await rows.claim(first.id)).toBeNull();
    expect(await rows.claim(second.id)).toBe(2);
  });

  it('are due when their time has come and nobody holds them, the oldest first; the backlog counts the same', async () => {
    const backlog = async (): Promise<{ queued: number; running: number; oldest_due_seconds: number }> => {
      const [row] = unwrap(await service.rpc('run_backlog', {}));
      if (row === undefined) throw new Error('run_backlog gives one row');
      return row;
    };
    const before = await backlog();
    const [due, held, later] = [await rows.credential(), await rows.credential(), await rows.credential()];
    const runs = { due: await rows.open(due), held: await rows.open(held), later: await rows.open(later) };
    await rows.changeRun(runs.due.id, { next_attempt_at: LONG_AGO });
    await rows.changeRun(runs.held.id, { next_attempt_at: '2000-01-01T00:00:00+00:00' });
    await rows.changeRun(runs.later.id, { next_attempt_at: '2099-01-01T00:00:00+00:00' });
    await rows.claim(runs.held.id);
    const dueNow = async (limit: number): Promise<string[]> =>
      unwrap(await service.rpc('due_runs', { p_limit: limit })).map(({ run_id }) => run_id);
    expect(await dueNow(1)).toEqual([runs.due.id]);
    const all = await dueNow(1_000);
    expect(all).not.toContain(runs.held.id);
    expect(all).not.toContain(runs.later.id);
    const now = await backlog();
    expect([now.queued - before.queued, now.running - before.running]).toEqual([2, 1]);
    const waited = (Date.now() - Date.parse(LONG_AGO)) / 1_000;
    expect(Math.abs(now.oldest_due_seconds / waited - 1)).toBeLessThan(0.001);
    // What a dead process left is due again when its lease is over.
    await rows.expireLease(held);
    expect(await dueNow(1)).toEqual([runs.held.id]);
    for (const { id } of Object.values(runs)) await rows.changeRun(id, { status: 'succeeded' });
    expect((await backlog()).queued).toBe(before.queued);
  });

  it('retire a password when its overlap is over, and not while somebody has to act or a run is open', async () => {
    const over = { previous_sip_username: 'old', previous_sip_retire_at: LONG_AGO };
    const [retirable, needy, busy] = [
      await rows.credential(over),
      await rows.credential({ ...over, status: 'needs_attention' }),
      await rows.credential(over),
    ];
    const lasting = await rows.credential({ ...over, previous_sip_retire_at: '2099-01-01T00:00:00Z' });
    await rows.open(busy);
    const found = unwrap(await service.rpc('retirable_credentials', { p_limit: 1_000 }));
    const ids = found.map(({ credential_id }) => credential_id);
    expect([retirable, needy, busy, lasting].filter(({ credentialId }) => ids.includes(credentialId))).toEqual([
      retirable,
    ]);
  });
}
