import { openSecret, type KeyRing } from '@app/secrets';
import type { Supabase, Tables } from '@app/supabase';
import { credentialContext, type SealedColumn } from '../../apps/api/src/credentials/sealed-columns.js';

type Row = Tables<'user_twilio_credentials'>;

/** What our own database holds about one tenant's Twilio accounts, its secrets opened. */
export interface StoredState {
  readonly installationId: string;
  readonly credentials: readonly StoredCredential[];
}

export interface StoredCredential {
  readonly row: Row;
  /** Null where the column is empty; the text `undecryptable` where it does not open. */
  readonly sipPassword: string | null;
  readonly previousSipPassword: string | null;
  readonly numbers: readonly { readonly numberSid: string; readonly phoneNumber: string }[];
  readonly resources: readonly { readonly kind: string; readonly externalId: string }[];
  readonly runs: readonly {
    readonly runId: string;
    readonly kind: string;
    readonly status: string;
    readonly idempotencyKey: string | null;
  }[];
}

export const UNDECRYPTABLE = 'undecryptable';

/** Reads past row-level security, so that nothing is overlooked. Tombstones are included. */
export async function readStoredState(supabase: Supabase, ring: KeyRing, tenantId: string): Promise<StoredState> {
  const database = supabase.asService();
  const [installation, credentials, numbers, resources, runs] = await Promise.all([
    database.from('installation').select('installation_id').single().throwOnError(),
    database.from('user_twilio_credentials').select('*').eq('user_id', tenantId).order('created_at').throwOnError(),
    database.from('user_phone_numbers').select('*').eq('user_id', tenantId).eq('plane', 'trunk').throwOnError(),
    database.from('provisioned_resources').select('*').eq('user_id', tenantId).throwOnError(),
    database.from('provisioning_runs').select('*').eq('user_id', tenantId).order('created_at').throwOnError(),
  ]);
  return {
    installationId: installation.data.installation_id,
    credentials: credentials.data.map((row) => ({
      row,
      sipPassword: opened(ring, row, 'sip_password'),
      previousSipPassword: opened(ring, row, 'previous_sip_password'),
      numbers: numbers.data
        .filter((number) => number.credential_id === row.id)
        .map((number) => ({ numberSid: number.phone_number_sid ?? '', phoneNumber: number.phone_number })),
      resources: resources.data
        .filter((resource) => resource.credential_id === row.id)
        .map((resource) => ({ kind: resource.kind, externalId: resource.external_id })),
      runs: runs.data
        .filter((run) => run.credential_id === row.id)
        .map((run) => ({ runId: run.id, kind: run.kind, status: run.status, idempotencyKey: run.idempotency_key })),
    })),
  };
}

function opened(ring: KeyRing, row: Row, column: SealedColumn): string | null {
  const token = row[column];
  if (token === null) return null;
  try {
    return openSecret(ring, credentialContext(row.user_id, row.id, column), token).reveal();
  } catch {
    return UNDECRYPTABLE;
  }
}
