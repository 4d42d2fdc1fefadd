import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { RoutingDraft } from '../../../apps/api/src/routes/drafts/routing-draft.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows } from './rows.js';

/** What is edited, and what is in force. */
export function routingFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;

  const publish = async (userId: string, document: object, expected: number | null): Promise<number | null> =>
    unwrap(
      await service.rpc('publish_routing', {
        p_user_id: userId,
        p_document: document as never,
        p_expected: expected,
        p_note: null,
        p_actor_kind: 'user',
        p_actor_id: userId,
      }),
    );
  const draftOf = async (userId: string): Promise<RoutingDraft> =>
    unwrap(await service.rpc('routing_draft_of', { p_user_id: userId })) as unknown as RoutingDraft;

  it('publish one of several documents that started from the same version', async () => {
    const { userId } = await rows.credential();
    expect(await publish(userId, { one: 1 }, null)).toBe(1);
    const answers = await Promise.all(EIGHT.map(async (_, index) => publish(userId, { index }, 1)));
    expect(answers.filter((version) => version !== null)).toEqual([2]);
    const versions = unwrap(await service.from('routing_versions').select('version').eq('user_id', userId));
    expect(versions).toHaveLength(2);
    const { settings, published } = await draftOf(userId);
    expect([settings?.published_version, published]).toEqual([2, { index: answers.indexOf(2) }]);
  });

  it('read all of a tenant’s draft and nothing of another’s, each list in its order', async () => {
    const [owned, other] = [await rows.credential(), await rows.credential()];
    const base = { closed: {}, ring_seconds: 20, on_busy: {}, on_no_answer: {}, on_failure: {} } as const;
    const route = { ...base, target: {}, caller_id: 'caller', record: 'do-not-record' };
    const rule = { phone_number: '+2', forwarding_type: 'busy', is_active: true, forward_to: {} };
    for (const { userId } of [owned, other]) {
      unwrap(
        await service
          .from('routes')
          .insert(['+2', '+1'].map((phone_number) => ({ ...route, user_id: userId, phone_number }))),
      );
      unwrap(
        await service
          .from('call_forwarding')
          .insert([10, 9, 0].map((position) => ({ ...rule, user_id: userId, position }))),
      );
    }
    const draft = await draftOf(owned.userId);
    expect(draft.routes.map(({ user_id, phone_number }) => [user_id, phone_number])).toEqual([
      [owned.userId, '+1'],
      [owned.userId, '+2'],
    ]);
    expect(draft.forwarding.map(({ position }) => position)).toEqual([0, 9, 10]);
    expect(draft).toMatchObject({ ring_groups: [], destinations: [], hours: [], agents: [], published: null });
  });

  it('count as a tenant’s numbers those that they have and keep', async () => {
    const { userId, credentialId } = await rows.credential();
    const number = (): string => `+49${String(Math.floor(Math.random() * 1e10)).padStart(10, '0')}`;
    const kept = {
      user_id: userId,
      credential_id: credentialId,
      phone_number: number(),
      phone_number_sid: randomUUID(),
    };
    unwrap(
      await service.from('user_phone_numbers').insert([
        { ...kept, plane: 'trunk' },
        { ...kept, phone_number: number(), phone_number_sid: randomUUID(), status: 'buying' },
        { ...kept, phone_number: number(), phone_number_sid: randomUUID(), status: 'releasing' },
      ]),
    );
    const { numbers } = await draftOf(userId);
    expect(numbers.map(({ phone_number, plane }) => [phone_number, plane])).toEqual([[kept.phone_number, 'trunk']]);
  });
}
