import { afterAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const server = await startThrowawayPostgres();
const beds: [string, Testbed][] = [['PGlite', await openTestbed()]];
if (server !== undefined) beds.push(['PostgreSQL', await openTestbed(server.url)]);

afterAll(async () => {
  for (const [, bed] of beds) await bed.close();
  await server?.stop();
});

const times = Array.from({ length: 8 }, (_, i) => i);

describe.each(beds)('functions called at the same time, on %s', (_, bed) => {
  const service = bed.supabase.asService();

  it('make one credential of a tenant the active one, and store all', async () => {
    const { id, client } = await bed.signUp();
    const ids = times.map(() => randomUUID());
    const made = await Promise.all(
      ids.map(async (credentialId) =>
        service.rpc('create_credential', {
          p_credential: {
            id: credentialId,
            user_id: id,
            account_sid: randomUUID(),
            label: credentialId,
            status: 'ready',
            secure: false,
            transfer_mode: 'disable-all',
            recording_mode: 'do-not-record',
            recording_trim: 'do-not-trim',
          },
          p_kind: null,
          p_idempotency_key: null,
          p_request_hash: null,
        }),
      ),
    );
    expect(made.map(({ error }) => error)).toEqual(times.map(() => null));
    const active = async (): Promise<unknown> =>
      (await client.from('user_twilio_credentials').select('id').eq('is_active', true)).data?.length;
    expect(await active()).toBe(1);
    const activated = await Promise.all(
      ids.map(async (credentialId) => client.rpc('activate_credential', { p_credential_id: credentialId })),
    );
    expect(activated.map(({ data, error }) => [data, error])).toEqual(times.map(() => [true, null]));
    expect(await active()).toBe(1);
  });

  it('give a lease to one holder at a time, each with a higher fence', async () => {
    const name = randomUUID();
    const acquire = async (holder: string, seconds: number): Promise<number | null | undefined> =>
      (await service.rpc('acquire_lease', { p_name: name, p_holder: holder, p_ttl_seconds: seconds })).data;
    const all = await Promise.all(times.map(async (i) => acquire(String(i), 60)));
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

  it('prune what nobody reads any more once a day, and nothing younger', async () => {
    const { id: userId } = await bed.signUp();
    const [credentialId, oldRun, newRun] = [randomUUID(), randomUUID(), randomUUID()];
    const owned = { user_id: userId, credential_id: credentialId };
    const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    const done = async (answer: PromiseLike<{ error: unknown }>): Promise<void> =>
      expect((await answer).error).toBeNull();
    await done(
      service
        .from('user_twilio_credentials')
        .insert({ id: credentialId, user_id: userId, account_sid: randomUUID(), label: 'l', status: 'pending' }),
    );
    await done(
      service.from('provisioning_runs').insert([
        { id: oldRun, ...owned, kind: 'connect', status: 'succeeded', finished_at: daysAgo(91) },
        { id: newRun, ...owned, kind: 'repair', status: 'succeeded', finished_at: daysAgo(89) },
      ]),
    );
    const step = { ...owned, pass: 1, action_key: 'verify', effect: 'none', state: 'info', summary: 's' };
    await done(
      service.from('provisioning_steps').insert([
        { ...step, run_id: oldRun },
        { ...step, run_id: newRun, created_at: daysAgo(91) },
      ]),
    );
    const change = { user_id: userId, table_name: 'of a test', operation: 'UPDATE' };
    const [oldRow, newRow] = [randomUUID(), randomUUID()];
    await done(
      service.from('config_changes').insert([
        { ...change, row_id: oldRow, created_at: daysAgo(2.1) },
        { ...change, row_id: newRow, created_at: daysAgo(1.9) },
      ]),
    );
    const pruned = await Promise.all(times.map(async () => (await service.rpc('prune_history', {})).data));
    expect(pruned.filter((rows) => rows !== null)).toEqual([2]);
    const steps = await service.from('provisioning_steps').select('run_id').eq('credential_id', credentialId);
    expect(steps.data).toEqual([{ run_id: newRun }]);
    const changes = await service.from('config_changes').select('row_id').eq('table_name', 'of a test');
    expect(changes.data).toEqual([{ row_id: newRow }]);
    const runs = await service.from('provisioning_runs').select('id').eq('credential_id', credentialId);
    expect(runs.data).toHaveLength(2);
  });

  it('note a change of a credential for the caches, and not that it was found as it was', async () => {
    const { id: userId } = await bed.signUp();
    const id = randomUUID();
    const noted = async (): Promise<unknown> =>
      (await service.from('config_changes').select('id').eq('row_id', id)).data?.length;
    const credentials = service.from('user_twilio_credentials');
    await credentials.insert({ id, user_id: userId, account_sid: randomUUID(), label: 'l', status: 'ready' });
    expect(await noted()).toBe(1);
    await credentials.update({ status: 'ready', drift: null, verified_at: new Date().toISOString() }).eq('id', id);
    expect(await noted()).toBe(1);
    await credentials.update({ status: 'degraded' }).eq('id', id);
    expect(await noted()).toBe(2);
  });
});
