import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { Rows, type Owned } from './rows.js';

interface Held extends Owned {
  readonly runId: string;
  readonly fence: number;
}

const step = (state: string): Record<string, string | number | null> => ({
  pass: 1,
  action_key: `key of ${state}`,
  effect: 'create',
  state,
  summary: 's',
  external_id: null,
  problem: null,
});
const STATES = ['planned', 'started', 'done', 'failed', 'info'];
const TRUNK = { kind: 'twilio.trunk', external_id: 'TK1', ownership: 'created', detail: { a: 1 } };
const LIST = { kind: 'twilio.credential-list', external_id: 'CL1', ownership: 'adopted', detail: null };

/** `record_progress`: all of a record or nothing, under the fence of the lease. */
export function recordFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;

  const held = async (): Promise<Held> => {
    const owned = await rows.credential();
    const { id: runId } = await rows.open(owned);
    const fence = await rows.claim(runId);
    if (fence === null) throw new Error('the run was not claimed');
    return { ...owned, runId, fence };
  };

  const everything = {
    p_steps: STATES.map(step),
    p_resources: [TRUNK, LIST],
    p_credential: { status: 'degraded', trunk_sid: 'TK1', credential_list_sid: 'CL1', secure: true },
    p_run: { status: 'succeeded', problem: null },
    p_snapshot: { trunks: [] },
  };
  const record = async ({ runId, fence }: Held, what: object, holder = 'holder'): Promise<boolean> =>
    unwrap(await service.rpc('record_progress', { ...what, p_run_id: runId, p_holder: holder, p_fence: fence }));

  const stored = async ({ credentialId, runId }: Held) => {
    const of = (table: 'provisioning_steps' | 'provisioned_resources' | 'account_snapshots') =>
      service.from(table).select('*').eq('credential_id', credentialId);
    const [steps, resources, snapshots] = [
      unwrap(await of('provisioning_steps').order('id')),
      unwrap(await of('provisioned_resources').order('external_id')),
      unwrap(await of('account_snapshots')),
    ];
    const { status, trunk_sid, credential_list_sid, secure } = await rows.storedCredential(credentialId);
    return {
      steps: steps.map((row) => 'state' in row && row.state),
      resources: resources.map((row) => 'external_id' in row && row.external_id),
      snapshots: snapshots.length,
      credential: { status, trunk_sid, credential_list_sid, secure },
      run: (await rows.run(runId)).status,
    };
  };

  it('is written whole, and what is gone goes with it', async () => {
    const run = await held();
    expect(await record(run, { ...everything, p_run: {} })).toBe(true);
    expect(await stored(run)).toEqual({
      steps: STATES,
      resources: ['CL1', 'TK1'],
      snapshots: 1,
      credential: everything.p_credential,
      run: 'running',
    });
    const p_gone = [{ kind: LIST.kind, external_id: LIST.external_id }];
    const p_resources = [{ ...TRUNK, ownership: 'adopted', detail: { a: 2 } }];
    expect(await record(run, { p_resources, p_gone, p_run: { status: 'succeeded', problem: null } })).toBe(true);
    const [trunk] = unwrap(
      await service.from('provisioned_resources').select('ownership, detail').eq('credential_id', run.credentialId),
    );
    // Whose it is was settled when it was first written.
    expect(trunk).toEqual({ ownership: 'created', detail: { a: 2 } });
    expect(await stored(run)).toMatchObject({ resources: ['TK1'], run: 'succeeded' });
    expect((await rows.run(run.runId)).finished_at).not.toBeNull();
  });

  it.each<[string, (run: Held) => Promise<boolean>]>([
    ['a fence before its own', async (run) => record({ ...run, fence: run.fence - 1 }, everything)],
    ['a fence after its own', async (run) => record({ ...run, fence: run.fence + 1 }, everything)],
    ['another holder', async (run) => record(run, everything, 'another')],
    [
      'a lease that is over',
      async (run) => {
        await rows.expireLease(run);
        return record(run, everything);
      },
    ],
    [
      'a lease that another has taken since',
      async (run) => {
        await rows.expireLease(run);
        expect(await rows.claim(run.runId, 'another')).toBe(run.fence + 1);
        return record(run, everything);
      },
    ],
  ])('writes nothing at all with %s (TL001)', async (_, attempt) => {
    const run = await held();
    const before = await stored(run);
    await expect(attempt(run)).rejects.toMatchObject({ code: 'TL001' });
    expect(await stored(run)).toEqual(before);
  });

  it.each(['queued', 'succeeded', 'failed'])('writes nothing to a run that is %s (TL002)', async (status) => {
    const run = await held();
    await rows.changeRun(run.runId, { status });
    const before = await stored(run);
    await expect(record(run, everything)).rejects.toMatchObject({ code: 'TL002' });
    await expect(record({ ...run, runId: randomUUID() }, everything)).rejects.toMatchObject({ code: 'TL002' });
    expect(await stored(run)).toEqual(before);
  });

  it('of a superseded run holds what was done, and nothing that was only going to be', async () => {
    const run = await held();
    const next = await rows.open(run);
    expect(await record(run, everything)).toBe(false);
    expect(await stored(run)).toEqual({
      steps: ['done', 'failed'],
      resources: ['CL1', 'TK1'],
      snapshots: 0,
      credential: { status: 'ready', trunk_sid: 'TK1', credential_list_sid: 'CL1', secure: false },
      run: 'superseded',
    });
    expect((await rows.run(next.id)).status).toBe('queued');
  });

  it('is undone as a whole when one part of it may not be written', async () => {
    const run = await held();
    const before = await stored(run);
    const credential = { ...everything.p_credential, user_id: randomUUID() };
    await expect(record(run, { ...everything, p_credential: credential })).rejects.toMatchObject({ code: 'TL000' });
    expect(await stored(run)).toEqual(before);
  });

  it('of a removal sets the numbers free, and nothing puts a secret back afterwards', async () => {
    const run = await held();
    const number = { phone_number: randomUUID(), phone_number_sid: randomUUID(), plane: 'trunk' };
    const insert = async ({ userId, credentialId }: Owned) =>
      unwrap(
        await service.from('user_phone_numbers').insert({ ...number, user_id: userId, credential_id: credentialId }),
      );
    await insert(run);
    const other = await rows.credential();
    await expect(insert(other)).rejects.toMatchObject({ code: '23505' });
    await record(run, { p_credential: { status: 'removed', sip_password: null } });
    await insert(other);
    await record(run, { p_credential: { sip_password: 'sealed' } });
    expect(await rows.storedCredential(run.credentialId)).toMatchObject({ status: 'removed', sip_password: null });
  });
}
