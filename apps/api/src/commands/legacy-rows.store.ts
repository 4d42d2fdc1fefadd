import type { Tables } from '@app/supabase';
import type { DatabaseClient } from '../database/supabase.token.js';
import { unwrap } from '../database/unwrap.js';

const LEGACY_COLUMNS =
  'id, user_id, account_sid, auth_token, trunk_sid, domain_name, domain_prefix, credential_list_sid, sip_username, sip_password, label, is_active, updated_at';
const LISTED_COLUMNS = 'id, user_id, account_sid, label, is_active, status, domain_name, trunk_sid, problem';

/** A row as the origin system left it: its secrets are plain text. Never print one as a whole. */
export type LegacyRow = Pick<
  Tables<'user_twilio_credentials'>,
  | 'id'
  | 'user_id'
  | 'account_sid'
  | 'auth_token'
  | 'trunk_sid'
  | 'domain_name'
  | 'domain_prefix'
  | 'credential_list_sid'
  | 'sip_username'
  | 'sip_password'
  | 'label'
  | 'is_active'
  | 'updated_at'
>;

export type ListedRow = Pick<
  Tables<'user_twilio_credentials'>,
  'id' | 'user_id' | 'account_sid' | 'label' | 'is_active' | 'status' | 'domain_name' | 'trunk_sid' | 'problem'
>;

/** A credential that is Trunkline's already. */
export type ConnectedRow = Pick<ListedRow, 'id' | 'user_id' | 'account_sid' | 'label' | 'is_active'>;

/** `user_twilio_credentials` across all tenants, with the service's rights: for the operator's commands only. */
export class LegacyRowsStore {
  constructor(private readonly database: DatabaseClient) {}

  async legacy(): Promise<readonly LegacyRow[]> {
    return unwrap(
      await this.database
        .from('user_twilio_credentials')
        .select(LEGACY_COLUMNS)
        .eq('status', 'legacy')
        .order('user_id')
        // The active one first: of two rows with one label it is the one that keeps it.
        .order('is_active', { ascending: false })
        .order('account_sid')
        .order('id'),
    );
  }

  async all(): Promise<readonly ListedRow[]> {
    return unwrap(
      await this.database
        .from('user_twilio_credentials')
        .select(LISTED_COLUMNS)
        .neq('status', 'removed')
        .order('user_id')
        .order('account_sid')
        .order('id'),
    );
  }

  async connected(): Promise<readonly ConnectedRow[]> {
    return (await this.all()).filter((row) => row.status !== 'legacy');
  }

  /** Labels may repeat in the origin system, and may not here. */
  async setLabel(row: LegacyRow, label: string): Promise<void> {
    unwrap(
      await this.database
        .from('user_twilio_credentials')
        .update({ label })
        .eq('id', row.id)
        .eq('user_id', row.user_id)
        .eq('status', 'legacy'),
    );
  }
}
