import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { Rows } from './rows.js';

/** What webhooks are answered with, and the feed that says when it is not so any more. */
export function ingressFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;
  const ids = () => [randomUUID(), randomUUID()].map((id) => id.replaceAll('-', '')) as [string, string];

  it('gives each ingress id its own account, numbers and published version', async () => {
    const [ingressId, gone] = ids();
    const owned = await rows.credential({ ingress_id: ingressId, auth_token: 'sealed' });
    await rows.credential({ ingress_id: gone, status: 'removed' });
    const number = `+1${String(Date.now()).slice(-9)}7`;
    unwrap(
      await service.from('user_phone_numbers').insert([
        {
          user_id: owned.userId,
          credential_id: owned.credentialId,
          phone_number: number,
          phone_number_sid: 'PN1',
          plane: 'webhook',
        },
        // Asked for, and perhaps somebody else's.
        {
          user_id: owned.userId,
          credential_id: owned.credentialId,
          phone_number: `${number.slice(0, -1)}0`,
          phone_number_sid: null,
          plane: null,
          status: 'buying',
        },
      ]),
    );
    for (const [expected, name] of [
      [null, 'first'],
      [1, 'second'],
    ] as const) {
      const published = { p_user_id: owned.userId, p_document: { name }, p_expected: expected };
      unwrap(
        await service.rpc('publish_routing', { ...published, p_note: null, p_actor_kind: 'user', p_actor_id: 'u' }),
      );
    }
    const found = unwrap(await service.rpc('ingress_snapshots', { p_ingress_ids: [ingressId, gone, 'nobody'] }));
    expect(found).toEqual([
      expect.objectContaining({
        ingress_id: ingressId,
        user_id: owned.userId,
        credential_id: owned.credentialId,
        auth_token: 'sealed',
        version: 2,
        document: { name: 'second' },
        is_dynamic: true,
        numbers: [number],
        endpoints: [],
      }),
    ]);
  });

  it('has an account whose tenant has published nothing', async () => {
    const [ingressId] = ids();
    await rows.credential({ ingress_id: ingressId });
    const [found] = unwrap(await service.rpc('ingress_snapshots', { p_ingress_ids: [ingressId] }));
    expect(found).toMatchObject({ version: null, document: null, is_dynamic: true, numbers: [] });
  });

  it('reads the feed from a place on, and entries that were missing before it', async () => {
    const latest = unwrap(await service.rpc('read_config_changes', { p_after: null, p_missing: [] })).at(-1)?.id ?? 0;
    const { userId } = await rows.credential();
    const after = unwrap(await service.rpc('read_config_changes', { p_after: latest, p_missing: [] }));
    expect(after.map((change) => change.user_id)).toContain(userId);
    expect(after.every(({ id }) => id > latest)).toBe(true);
    const [first] = after;
    const last = after.at(-1)?.id ?? 0;
    const missing = unwrap(await service.rpc('read_config_changes', { p_after: last, p_missing: [first?.id ?? 0] }));
    expect(missing.map(({ id }) => id)).toEqual([first?.id]);
  });
}
