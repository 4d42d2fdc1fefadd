import { parseTimestamp, type Tables } from '@app/supabase';
import type { Recording, RecordingMode, RecordingTrim, TransferMode } from '@app/twilio-trunk';
import type { Credential, CredentialStatus, DriftEntry, StoredProblem } from './credential.js';

/** The columns a tenant may read: no secret is among them (see the grants in `supabase/migrations`). */
export const CREDENTIAL_COLUMNS =
  'id, user_id, account_sid, api_key_sid, label, is_active, status, account_name, account_type, resource_name, domain_name, domain_prefix, trunk_sid, credential_list_sid, sip_username, previous_sip_username, previous_sip_retire_at, secure, transfer_mode, disaster_recovery_url, recording_mode, recording_trim, problem, drift, verified_at, ready_at, created_at, updated_at';

export type CredentialRow = Omit<
  Tables<'user_twilio_credentials'>,
  | 'auth_token'
  | 'api_key_secret'
  | 'sip_password'
  | 'previous_sip_password'
  | 'previous_auth_token'
  | 'previous_auth_token_expires_at'
  | 'ingress_id'
  | 'removed_at'
  | 'idempotency_key'
  | 'request_hash'
>;

const dateOf = (text: string | null): Date | null => (text === null ? null : parseTimestamp(text));

export function credentialFrom(row: CredentialRow): Credential {
  return {
    credentialId: row.id,
    tenantId: row.user_id,
    accountSid: row.account_sid,
    apiKeySid: row.api_key_sid,
    label: row.label,
    isActive: row.is_active,
    status: row.status as CredentialStatus,
    accountName: row.account_name,
    accountType: row.account_type,
    resourceName: row.resource_name,
    domainName: row.domain_name,
    domainPrefix: row.domain_prefix,
    trunkSid: row.trunk_sid,
    credentialListSid: row.credential_list_sid,
    sipUsername: row.sip_username,
    previousSipUsername: row.previous_sip_username,
    previousSipRetireAt: dateOf(row.previous_sip_retire_at),
    settings: {
      secure: row.secure,
      transferMode: row.transfer_mode as TransferMode,
      disasterRecoveryUrl: row.disaster_recovery_url,
    },
    recording: recordingFrom(row),
    problem: row.problem as StoredProblem | null,
    drift: (row.drift as readonly DriftEntry[] | null) ?? [],
    verifiedAt: dateOf(row.verified_at),
    readyAt: dateOf(row.ready_at),
    createdAt: parseTimestamp(row.created_at),
    updatedAt: parseTimestamp(row.updated_at),
  };
}

function recordingFrom(row: CredentialRow): Recording {
  return { mode: row.recording_mode as RecordingMode, trim: row.recording_trim as RecordingTrim };
}
