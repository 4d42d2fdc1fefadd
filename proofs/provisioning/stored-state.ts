import { openSecret, type KeyRing, type SecretContext } from '@app/secrets';
import type { Supabase, Tables } from '@app/supabase';
import {
  agentEndpointContext,
  credentialContext,
  type SealedColumn,
} from '../../apps/api/src/credentials/sealed-columns.js';

type Row = Tables<'user_twilio_credentials'>;

/** What our own database holds about one tenant's Twilio accounts, its secrets opened. */
export interface StoredState {
  readonly installationId: string;
  readonly credentials: readonly StoredCredential[];
  /** The tenant's agents: under which name the workers of each register. */
  readonly agentNames: Readonly<Record<string, string>>;
}

export interface StoredCredential {
  readonly row: Row;
  /** Null where the column is empty; the text `undecryptable` where it does not open. */
  readonly sipPassword: string | null;
  readonly previousSipPassword: string | null;
  /** On the trunk plane. `agentId` null: the installation's own agent. */
  readonly numbers: readonly {
    readonly numberSid: string;
    readonly phoneNumber: string;
    readonly agentId: string | null;
  }[];
  readonly webhookNumbers: readonly { readonly numberSid: string }[];
  readonly endpoints: readonly {
    readonly agentId: string;
    readonly sipUser: string;
    readonly sipPassword: string;
  }[];
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
  const [installation, credentials, numbers, resources, runs, agents, endpoints] = await Promise.all([
    database.from('installation').select('installation_id').single().throwOnError(),
    database.from('user_twilio_credentials').select('*').eq('user_id', tenantId).order('created_at').throwOnError(),
    database.from('user_phone_numbers').select('*').eq('user_id', tenantId).throwOnError(),
    database.from('provisioned_resources').select('*').eq('user_id', tenantId).throwOnError(),
    database.from('provisioning_runs').select('*').eq('user_id', tenantId).order('created_at').throwOnError(),
    database.from('agents').select('id, agent_name').eq('user_id', tenantId).throwOnError(),
    database.from('agent_endpoints').select('*').eq('user_id', tenantId).throwOnError(),
  ]);
  return {
    installationId: installation.data.installation_id,
    agentNames: Object.fromEntries(agents.data.map((agent) => [agent.id, agent.agent_name])),
    credentials: credentials.data.map((row) => ({
      row,
      sipPassword: opened(ring, row, 'sip_password'),
      previousSipPassword: opened(ring, row, 'previous_sip_password'),
      numbers: numbers.data
        .filter((number) => number.credential_id === row.id && number.plane === 'trunk')
        .map((number) => ({
          numberSid: number.phone_number_sid ?? '',
          phoneNumber: number.phone_number,
          agentId: number.agent_id,
        })),
      webhookNumbers: numbers.data
        .filter((number) => number.credential_id === row.id && number.plane === 'webhook')
        .map((number) => ({ numberSid: number.phone_number_sid ?? '' })),
      endpoints: endpoints.data
        .filter((endpoint) => endpoint.credential_id === row.id)
        .map((endpoint) => ({
          agentId: endpoint.agent_id,
          sipUser: endpoint.sip_user,
          sipPassword: openedAt(ring, agentEndpointContext(tenantId, endpoint.id), endpoint.sip_password),
        })),
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
  return token === null ? null : openedAt(ring, credentialContext(row.user_id, row.id, column), token);
}

function openedAt(ring: KeyRing, context: SecretContext, token: string): string {
  try {
    return openSecret(ring, context, token).reveal();
  } catch {
    return UNDECRYPTABLE;
  }
}
