import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT } from './rows.js';

/** What is kept of the past, and for how long. */
export function historyFunctions(bed: Testbed): void {
  const service = bed.supabase.asService();

  it('loses what nobody reads any more, once a day, and nothing younger', async () => {
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
    const told = { ...owned, call_sid: 'CA1', payload: {}, kind: 'status' };
    await done(
      service.from('call_events').insert([
        { ...told, dedupe_key: 'old', received_at: daysAgo(91) },
        { ...told, dedupe_key: 'new', received_at: daysAgo(89) },
      ]),
    );
    const decided = { ...owned, call_sid: 'CA1', step: 'voice', call: {}, decision: {}, trace: {}, source: 'cache' };
    await done(
      service.from('route_decisions').insert([
        { ...decided, dedupe_key: 'old', decided_at: daysAgo(91) },
        { ...decided, dedupe_key: 'new', decided_at: daysAgo(89) },
      ]),
    );
    await done(service.from('twilio_call_logs').insert({ ...owned, call_sid: 'CA1', started_at: daysAgo(91) }));
    const pruned = await Promise.all(EIGHT.map(async () => (await service.rpc('prune_history', {})).data));
    expect(pruned.filter((rows) => rows !== null)).toEqual([4]);
    const steps = await service.from('provisioning_steps').select('run_id').eq('credential_id', credentialId);
    expect(steps.data).toEqual([{ run_id: newRun }]);
    const changes = await service.from('config_changes').select('row_id').eq('table_name', 'of a test');
    expect(changes.data).toEqual([{ row_id: newRow }]);
    for (const table of ['call_events', 'route_decisions'] as const) {
      const kept = await service.from(table).select('dedupe_key').eq('credential_id', credentialId);
      expect(kept.data).toEqual([{ dedupe_key: 'new' }]);
    }
    const calls = await service.from('twilio_call_logs').select('call_sid').eq('credential_id', credentialId);
    expect(calls.data).toHaveLength(1);
    const runs = await service.from('provisioning_runs').select('id').eq('credential_id', credentialId);
    expect(runs.data).toHaveLength(2);
  });

  it('notes a change of a credential for the caches, and not that it was found as it was', async () => {
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
}
