import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT } from './rows.js';

/** Making a credential and choosing the active one. */
export function credentialFunctions(bed: Testbed): void {
  const service = bed.supabase.asService();

  it('made or activated at the same time are all stored, and one is the active one', async () => {
    const { id, client } = await bed.signUp();
    const ids = EIGHT.map(() => randomUUID());
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
    expect(made.map(({ error }) => error)).toEqual(EIGHT.map(() => null));
    const active = async (): Promise<unknown> =>
      (await client.from('user_twilio_credentials').select('id').eq('is_active', true)).data?.length;
    expect(await active()).toBe(1);
    const activated = await Promise.all(
      ids.map(async (credentialId) => client.rpc('activate_credential', { p_credential_id: credentialId })),
    );
    expect(activated.map(({ data, error }) => [data, error])).toEqual(EIGHT.map(() => [true, null]));
    expect(await active()).toBe(1);
  });
}
