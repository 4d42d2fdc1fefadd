import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Secret } from '@app/secrets';
import { ApiKeysStore } from '../../../apps/api/src/api-keys/api-keys.store.js';
import { ApiKeyLookup } from '../../../apps/api/src/auth/api-key-lookup.js';
import type { Caller } from '../../../apps/api/src/auth/caller.js';
import { TenantDatabase } from '../../../apps/api/src/database/tenant-database.js';
import { RunsStore } from '../../../apps/api/src/trunks/runs.store.js';
import { TrunkNumbersStore } from '../../../apps/api/src/trunks/trunk-numbers.store.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows } from './rows.js';

/** The stores as the services use them, each asked by two tenants. */
export function storesOnThem(bed: Testbed): void {
  const rows = new Rows(bed);
  const database = new TenantDatabase(bed.supabase);
  const [runs, numbers, keys] = [new RunsStore(database), new TrunkNumbersStore(database), new ApiKeysStore(database)];

  const signUp = async (): Promise<Caller> => {
    const { id, token } = await bed.signUp();
    const scopes = [] as const;
    return { tenantId: id, kind: 'user', actorId: id, scopes, accessToken: new Secret(token), requestId: 'r' };
  };
  const owner = async (): Promise<{ caller: Caller; credentialId: string }> => {
    const caller = await signUp();
    return { caller, credentialId: (await rows.credential({ user_id: caller.tenantId })).credentialId };
  };
  const refusal = async (asked: Promise<unknown>, code: string): Promise<void> => {
    await expect(asked).rejects.toMatchObject({ code });
  };

  it('open and show runs to their tenant only, and tell a repeated request from another with its key', async () => {
    const [{ caller, credentialId }, other] = [await owner(), await owner()];
    const request = {
      credentialId,
      kind: 'apply',
      join: false,
      idempotencyKey: randomUUID(),
      requestHash: 'a',
    } as const;
    const run = await runs.open(caller.tenantId, request);
    expect(await runs.open(caller.tenantId, request)).toEqual(run);
    await refusal(runs.open(caller.tenantId, { ...request, requestHash: 'b' }), 'idempotency.key_reused');
    await refusal(runs.open(other.caller.tenantId, request), 'credential.not_found');
    const stale = { credentialId, kind: 'rotate', join: false, expected: { label: 'x' } } as const;
    await refusal(runs.open(caller.tenantId, stale), 'rotation.in_progress');
    expect(await runs.findByIdempotencyKey(caller.tenantId, request.idempotencyKey)).toEqual(run);
    expect(await runs.findByIdempotencyKey(other.caller.tenantId, request.idempotencyKey)).toBeNull();
    for (const asking of [caller, { ...caller, accessToken: null }]) {
      expect(await runs.get(asking, credentialId, run.runId)).toEqual(run);
      expect(await runs.list(asking, credentialId, 10)).toEqual([run]);
    }
    for (const asking of [other.caller, { ...other.caller, accessToken: null }]) {
      await refusal(runs.get(asking, credentialId, run.runId), 'run.not_found');
      expect(await runs.list(asking, credentialId, 10)).toEqual([]);
    }
    await runs.open(caller.tenantId, { credentialId, kind: 'disconnect', join: false });
    await refusal(runs.open(caller.tenantId, { credentialId, kind: 'apply', join: true }), 'credential.disconnecting');
  });

  it('give a number that many ask for at once to one of them, once', async () => {
    const all = await Promise.all(EIGHT.map(async () => owner()));
    const number = { phoneNumber: '+15551230001', numberSid: `PN${randomUUID()}` };
    const asked = await Promise.allSettled(
      all.map(async ({ caller, credentialId }) => numbers.put(caller, credentialId, number, 'trunk')),
    );
    const winner = all[asked.findIndex(({ status }) => status === 'fulfilled')];
    const loser = all[asked.findIndex(({ status }) => status === 'rejected')];
    if (winner === undefined || loser === undefined) throw new Error('one has it and others do not');
    expect(asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))).toEqual(
      Array.from({ length: 7 }, () => expect.objectContaining({ code: 'number.taken' })),
    );
    const { caller, credentialId } = winner;
    await numbers.put(caller, credentialId, number, 'trunk');
    expect(await numbers.list(caller.tenantId, credentialId)).toEqual([number]);
    const takenBy = async (asking: Caller): Promise<boolean> =>
      numbers.take(asking, credentialId, number.phoneNumber, 'trunk');
    expect([await takenBy(loser.caller), await takenBy(caller), await takenBy(caller)]).toEqual([false, true, false]);
    await numbers.put(loser.caller, loser.credentialId, number, 'trunk');
  });

  it('keep API keys to their tenant, and revoke one once', async () => {
    const [caller, other] = [await signUp(), await signUp()];
    const given = { name: 'agent', key_id: randomUUID(), secret_hash: 'h', scopes: ['sip-config:read', 'unknown'] };
    const key = await keys.insert(caller, given);
    expect(key).not.toHaveProperty('secret_hash');
    const known = { apiKeyId: key.id, tenantId: caller.tenantId, secretHash: 'h', scopes: ['sip-config:read'] };
    const lookup = new ApiKeyLookup(database);
    expect(await lookup.find(given.key_id)).toEqual({ ...known, expiresAt: null, isRevoked: false });
    expect(await lookup.find(randomUUID())).toBeNull();
    const when = new Date();
    await lookup.noteUse(key.id, when);
    expect((await keys.list(caller)).map(({ last_used_at: at }) => Date.parse(at ?? ''))).toEqual([when.getTime()]);
    expect([await keys.list(other), await keys.countInUse(other), await keys.countInUse(caller)]).toEqual([[], 0, 1]);
    expect(await keys.revoke(other, key.id, when)).toBeNull();
    const revoked = await Promise.all(EIGHT.map(async () => keys.revoke(caller, key.id, when)));
    expect(revoked.filter((keyId) => keyId !== null)).toEqual([given.key_id]);
    expect(await keys.countInUse(caller)).toBe(0);
    expect(await lookup.find(given.key_id)).toMatchObject({ isRevoked: true });
  });
}
