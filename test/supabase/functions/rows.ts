import { randomUUID } from 'node:crypto';
import type { Tables, TablesInsert } from '@app/supabase';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';

/** For what is called as many times at once. */
export const EIGHT = Array.from({ length: 8 }, (_, i) => i);

export interface Owned {
  readonly userId: string;
  readonly credentialId: string;
}

/** Rows that others refer to, and the functions as the service calls them. */
export class Rows {
  readonly service;

  constructor(private readonly bed: Testbed) {
    this.service = bed.supabase.asService();
  }

  /** A credential of a tenant of its own, or of the given one. */
  async credential(more: Partial<TablesInsert<'user_twilio_credentials'>> = {}): Promise<Owned> {
    const userId = more.user_id ?? (await this.bed.signUp()).id;
    const credentialId = randomUUID();
    unwrap(
      await this.service.from('user_twilio_credentials').insert({
        id: credentialId,
        account_sid: randomUUID(),
        label: credentialId,
        status: 'ready',
        ...more,
        user_id: userId,
      }),
    );
    return { userId, credentialId };
  }

  async storedCredential(credentialId: string): Promise<Tables<'user_twilio_credentials'>> {
    return unwrap(await this.service.from('user_twilio_credentials').select('*').eq('id', credentialId).single());
  }

  /** `open_run`, by default for an apply run that takes an open one's place. */
  async open(
    { userId, credentialId }: Owned,
    asked: {
      readonly kind?: string;
      readonly join?: boolean;
      readonly changes?: Record<string, string>;
      readonly expected?: Record<string, string>;
      readonly key?: string;
    } = {},
  ): Promise<Tables<'provisioning_runs'>> {
    return unwrap(
      await this.service.rpc('open_run', {
        p_user_id: userId,
        p_credential_id: credentialId,
        p_kind: asked.kind ?? 'apply',
        p_join: asked.join ?? false,
        p_changes: asked.changes ?? {},
        p_expected: asked.expected ?? {},
        p_idempotency_key: asked.key ?? null,
        p_request_hash: asked.key === undefined ? null : 'hash',
      }),
    );
  }

  async claim(runId: string, holder = 'holder'): Promise<number | null> {
    return unwrap(await this.service.rpc('claim_run', { p_run_id: runId, p_holder: holder, p_ttl_seconds: 60 }));
  }

  async run(runId: string): Promise<Tables<'provisioning_runs'>> {
    return unwrap(await this.service.from('provisioning_runs').select('*').eq('id', runId).single());
  }

  async changeRun(runId: string, change: Partial<Tables<'provisioning_runs'>>): Promise<void> {
    unwrap(await this.service.from('provisioning_runs').update(change).eq('id', runId));
  }

  /** As if its time had passed. */
  async expireLease({ credentialId }: Owned): Promise<void> {
    const name = `credential:${credentialId}`;
    unwrap(await this.service.from('leases').update({ expires_at: '-infinity' }).eq('name', name));
  }
}
