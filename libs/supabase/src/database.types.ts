/** Written by hand from `supabase/migrations`; `test/supabase/types.e2e-spec.ts` compares the names with the catalogue. */
export type Json = string | number | boolean | null | { readonly [key: string]: Json | undefined } | readonly Json[];

/** Timestamps are texts whose form depends on the server: read them with `parseTimestamp`, never compare them. */
type Timestamp = string;

interface Table<Row extends object, Required extends keyof Row> {
  Row: Own<Row>;
  Insert: Own<Pick<Row, Required> & Partial<Omit<Row, Required>>>;
  Update: Own<Partial<Row>>;
  Relationships: [];
}

/** The same type as a mapped one: supabase-js takes tables as records, which interfaces are not. */
type Own<T> = { [K in keyof T]: T[K] };

interface UserTwilioCredentials {
  id: string;
  user_id: string;
  account_sid: string;
  auth_token: string | null;
  trunk_sid: string | null;
  label: string;
  is_active: boolean;
  created_at: Timestamp;
  updated_at: Timestamp;
  domain_name: string | null;
  domain_prefix: string | null;
  credential_list_sid: string | null;
  sip_username: string | null;
  sip_password: string | null;
  status: string;
  account_name: string | null;
  account_type: string | null;
  ingress_id: string | null;
  resource_name: string | null;
  api_key_sid: string | null;
  api_key_secret: string | null;
  previous_auth_token: string | null;
  previous_auth_token_expires_at: Timestamp | null;
  previous_sip_username: string | null;
  previous_sip_password: string | null;
  previous_sip_retire_at: Timestamp | null;
  secure: boolean;
  transfer_mode: string;
  disaster_recovery_url: string | null;
  recording_mode: string;
  recording_trim: string;
  problem: Json | null;
  drift: Json | null;
  verified_at: Timestamp | null;
  ready_at: Timestamp | null;
  removed_at: Timestamp | null;
  idempotency_key: string | null;
  request_hash: string | null;
}

interface Installation {
  singleton: boolean;
  installation_id: string;
  created_at: Timestamp;
}

interface Lease {
  name: string;
  holder: string;
  fence: number;
  expires_at: Timestamp;
}

interface ProvisioningRun {
  id: string;
  user_id: string;
  credential_id: string;
  kind: string;
  status: string;
  idempotency_key: string | null;
  request_hash: string | null;
  problem: Json | null;
  attempt: number;
  next_attempt_at: Timestamp;
  created_at: Timestamp;
  started_at: Timestamp | null;
  finished_at: Timestamp | null;
}

interface ProvisioningStep {
  id: number;
  user_id: string;
  credential_id: string;
  run_id: string;
  pass: number;
  action_key: string;
  effect: string;
  state: string;
  summary: string;
  external_id: string | null;
  problem: Json | null;
  created_at: Timestamp;
}

interface ProvisionedResource {
  id: string;
  user_id: string;
  credential_id: string;
  kind: string;
  external_id: string;
  ownership: string;
  detail: Json;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface UserPhoneNumber {
  id: string;
  user_id: string;
  phone_number: string;
  created_at: Timestamp;
  updated_at: Timestamp;
  credential_id: string | null;
  phone_number_sid: string | null;
  plane: string | null;
  agent_id: string | null;
  status: string;
  label: string | null;
  friendly_name: string | null;
  number_type: string | null;
  capabilities: Json | null;
  wanted_name: string | null;
  purchase: Json | null;
  idempotency_key: string | null;
  request_hash: string | null;
  attempted_at: Timestamp | null;
  purchase_holder: string | null;
  purchase_held_until: Timestamp | null;
  released_at: Timestamp | null;
  released_from: string | null;
}

interface AccountSnapshot {
  id: string;
  user_id: string;
  credential_id: string;
  run_id: string;
  content: Json;
  taken_at: Timestamp;
}

interface ApiKey {
  id: string;
  user_id: string;
  name: string;
  key_id: string;
  secret_hash: string;
  scopes: string[];
  created_at: Timestamp;
  expires_at: Timestamp | null;
  last_used_at: Timestamp | null;
  revoked_at: Timestamp | null;
}

interface AuditEntry {
  id: number;
  user_id: string;
  actor_kind: string;
  actor_id: string;
  action: string;
  subject_kind: string | null;
  subject_id: string | null;
  detail: Json;
  request_id: string | null;
  created_at: Timestamp;
}

interface ConfigChange {
  id: number;
  user_id: string;
  table_name: string;
  row_id: string;
  operation: string;
  created_at: Timestamp;
}

interface TrunkLook {
  credential_id: string;
  user_id: string;
  next_look_at: Timestamp;
  failures: number;
  repairs: Json;
  repairs_stopped_at: Timestamp | null;
  repair_run_id: string | null;
}

interface RoutingVersion {
  id: string;
  user_id: string;
  version: number;
  document: Json;
  note: string | null;
  actor_kind: string;
  actor_id: string;
  created_at: Timestamp;
}

interface RoutingSettings {
  id: string;
  user_id: string;
  published_version: number | null;
  is_dynamic: boolean;
  updated_at: Timestamp;
}

interface Agent {
  id: string;
  user_id: string;
  name: string;
  agent_name: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface AgentEndpoint {
  id: string;
  user_id: string;
  credential_id: string;
  agent_id: string;
  sip_user: string;
  sip_password: string;
  created_at: Timestamp;
}

interface CallEvent {
  id: number;
  user_id: string;
  credential_id: string;
  call_sid: string;
  kind: string;
  dedupe_key: string;
  sequence: number | null;
  provider_at: Timestamp | null;
  payload: Json;
  received_at: Timestamp;
}

interface TwilioCallLog {
  id: string;
  user_id: string;
  call_sid: string | null;
  created_at: Timestamp;
  credential_id: string | null;
  parent_call_sid: string | null;
  direction: string | null;
  from_number: string | null;
  to_number: string | null;
  status: string | null;
  started_at: Timestamp | null;
  answered_at: Timestamp | null;
  ended_at: Timestamp | null;
  duration: number | null;
  price: number | null;
  price_unit: string | null;
  error_code: string | null;
  sip_response_code: number | null;
  recordings: Json;
  state: Json | null;
  version: number;
  updated_at: Timestamp;
}

interface RouteDecision {
  id: number;
  user_id: string;
  credential_id: string;
  call_sid: string;
  step: string;
  dedupe_key: string;
  call: Json;
  decision: Json;
  trace: Json;
  version: number | null;
  source: string;
  cache_age_ms: number | null;
  decided_at: Timestamp;
}

/** JSON columns hold values of `@app/routing`'s document: targets, next steps, members, periods. */
interface BusinessHours {
  id: string;
  user_id: string;
  name: string;
  time_zone: string;
  weekly: Json;
  holidays: Json;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface Destination {
  id: string;
  user_id: string;
  name: string;
  target: Json;
  ring_seconds: number;
  next: Json;
  transferable: boolean;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface RingGroup {
  id: string;
  user_id: string;
  name: string;
  strategy: string;
  members: Json;
  next: Json;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface Route {
  id: string;
  user_id: string;
  phone_number: string;
  hours_id: string | null;
  target: Json;
  closed: Json;
  ring_seconds: number;
  on_busy: Json;
  on_no_answer: Json;
  on_failure: Json;
  caller_id: string;
  record: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface CallForwarding {
  id: string;
  user_id: string;
  phone_number: string;
  forwarding_type: string;
  is_active: boolean;
  forward_to: Json;
  ring_timeout: number | null;
  position: number;
  created_at: Timestamp;
  updated_at: Timestamp;
  sort_key: string;
}

interface RoutingDraft {
  id: string;
  user_id: string;
  countries: string[] | null;
  allowed_prefixes: string[] | null;
  denied_prefixes: string[] | null;
  sip_hosts: string[] | null;
  allow_premium: boolean | null;
  max_call_seconds: number | null;
  fallback: Json | null;
  updated_at: Timestamp;
}

interface EncryptionCanary {
  key_id: string;
  token: string;
  created_at: Timestamp;
}

/** The schema as supabase-js wants to know it. */
export interface Database {
  public: {
    Tables: {
      user_twilio_credentials: Table<UserTwilioCredentials, 'user_id' | 'account_sid' | 'label'>;
      installation: Table<Installation, never>;
      leases: Table<Lease, keyof Lease>;
      provisioning_runs: Table<ProvisioningRun, 'user_id' | 'credential_id' | 'kind'>;
      provisioning_steps: Table<
        ProvisioningStep,
        'user_id' | 'credential_id' | 'run_id' | 'pass' | 'action_key' | 'effect' | 'state' | 'summary'
      >;
      provisioned_resources: Table<
        ProvisionedResource,
        'user_id' | 'credential_id' | 'kind' | 'external_id' | 'ownership'
      >;
      user_phone_numbers: Table<UserPhoneNumber, 'user_id' | 'phone_number'>;
      account_snapshots: Table<AccountSnapshot, 'user_id' | 'credential_id' | 'run_id' | 'content'>;
      api_keys: Table<ApiKey, 'user_id' | 'name' | 'key_id' | 'secret_hash' | 'scopes'>;
      audit_log: Table<AuditEntry, 'user_id' | 'actor_kind' | 'actor_id' | 'action'>;
      config_changes: Table<ConfigChange, 'user_id' | 'table_name' | 'row_id' | 'operation'>;
      trunk_looks: Table<TrunkLook, 'credential_id' | 'user_id' | 'next_look_at'>;
      routing_versions: Table<RoutingVersion, 'user_id' | 'version' | 'document' | 'actor_kind' | 'actor_id'>;
      routing_settings: Table<RoutingSettings, 'user_id'>;
      agents: Table<Agent, 'user_id' | 'name' | 'agent_name'>;
      agent_endpoints: Table<AgentEndpoint, 'user_id' | 'credential_id' | 'agent_id' | 'sip_user' | 'sip_password'>;
      call_events: Table<
        CallEvent,
        'user_id' | 'credential_id' | 'call_sid' | 'kind' | 'dedupe_key' | 'payload' | 'received_at'
      >;
      twilio_call_logs: Table<TwilioCallLog, 'user_id'>;
      route_decisions: Table<
        RouteDecision,
        | 'user_id'
        | 'credential_id'
        | 'call_sid'
        | 'step'
        | 'dedupe_key'
        | 'call'
        | 'decision'
        | 'trace'
        | 'source'
        | 'decided_at'
      >;
      business_hours: Table<BusinessHours, 'user_id' | 'name' | 'time_zone'>;
      destinations: Table<Destination, 'user_id' | 'name' | 'target' | 'ring_seconds' | 'next' | 'transferable'>;
      ring_groups: Table<RingGroup, 'user_id' | 'name' | 'strategy' | 'members' | 'next'>;
      routes: Table<Route, Exclude<keyof Route, 'id' | 'hours_id' | 'created_at' | 'updated_at'>>;
      call_forwarding: Table<
        CallForwarding,
        Exclude<keyof CallForwarding, 'id' | 'ring_timeout' | 'created_at' | 'updated_at' | 'sort_key'>
      >;
      routing_drafts: Table<RoutingDraft, 'user_id'>;
      encryption_canaries: Table<EncryptionCanary, 'key_id' | 'token'>;
    };
    Views: Record<never, never>;
    Functions: Functions;
    Enums: Record<never, never>;
    CompositeTypes: Record<never, never>;
  };
}

interface RunOpening {
  p_idempotency_key: string | null;
  p_request_hash: string | null;
}

type Functions = {
  acquire_lease: { Args: { p_name: string; p_holder: string; p_ttl_seconds: number }; Returns: number | null };
  renew_lease: {
    Args: { p_name: string; p_holder: string; p_fence: number; p_ttl_seconds: number };
    Returns: boolean;
  };
  release_lease: { Args: { p_name: string; p_holder: string; p_fence: number }; Returns: undefined };
  change_credential: { Args: { p_credential_id: string; p_changes: Json }; Returns: undefined };
  create_credential: {
    Args: Own<{ p_credential: Json; p_kind: string | null } & RunOpening>;
    Returns: string | null;
  };
  open_run: {
    Args: Own<
      {
        p_user_id: string;
        p_credential_id: string;
        p_kind: string;
        p_join: boolean;
        p_changes: Json;
        p_expected: Json;
      } & RunOpening
    >;
    Returns: Own<ProvisioningRun>;
  };
  claim_run: { Args: { p_run_id: string; p_holder: string; p_ttl_seconds: number }; Returns: number | null };
  record_progress: {
    Args: {
      p_run_id: string;
      p_holder: string;
      p_fence: number;
      p_steps?: Json;
      p_resources?: Json;
      p_gone?: Json;
      p_credential?: Json;
      p_run?: Json;
      p_snapshot?: Json;
    };
    Returns: boolean;
  };
  due_runs: { Args: { p_limit: number }; Returns: { run_id: string; credential_id: string }[] };
  retirable_credentials: { Args: { p_limit: number }; Returns: { credential_id: string; user_id: string }[] };
  run_backlog: {
    Args: Record<never, never>;
    Returns: { queued: number; running: number; oldest_due_seconds: number }[];
  };
  claim_looks: {
    Args: { p_limit: number; p_hold_seconds: number; p_every_seconds: number };
    Returns: Own<
      Pick<TrunkLook, 'credential_id' | 'user_id' | 'failures' | 'repairs' | 'repairs_stopped_at'> & {
        due_at: Timestamp;
        seen: string;
      }
    >[];
  };
  take_finished_repairs: {
    Args: Record<never, never>;
    Returns: { credential_id: string; user_id: string; run_id: string; status: string }[];
  };
  prune_history: { Args: Record<never, never>; Returns: number | null };
  publish_routing: {
    Args: {
      p_user_id: string;
      p_document: Json;
      p_expected: number | null;
      p_note: string | null;
      p_actor_kind: string;
      p_actor_id: string;
    };
    Returns: number | null;
  };
  inbound_agents: {
    Args: { p_user_id: string; p_credential_id: string };
    Returns: {
      agent_id: string;
      agent_name: string;
      numbers: string[];
      needs_endpoint: boolean;
      endpoint_id: string | null;
      sip_user: string | null;
      sip_password: string | null;
    }[];
  };
  create_agent_endpoint: {
    Args: {
      p_id: string;
      p_user_id: string;
      p_credential_id: string;
      p_agent_id: string;
      p_sip_user: string;
      p_sip_password: string;
    };
    Returns: boolean;
  };
  open_agent_runs: { Args: { p_user_id: string; p_credential_ids: string[] }; Returns: Own<ProvisioningRun>[] };
  lock_agent_credentials: { Args: { p_user_id: string; p_agent_id: string | null }; Returns: string[] };
  create_agent: {
    Args: { p_id: string; p_user_id: string; p_name: string; p_agent_name: string };
    Returns: Own<ProvisioningRun>[];
  };
  change_agent: {
    Args: { p_user_id: string; p_agent_id: string; p_name: string | null; p_agent_name: string | null };
    Returns: Own<ProvisioningRun>[];
  };
  delete_agent: { Args: { p_user_id: string; p_agent_id: string }; Returns: Own<ProvisioningRun>[] };
  assign_agents: { Args: { p_user_id: string; p_assignments: Json }; Returns: Own<ProvisioningRun>[] };
  import_numbers: {
    Args: { p_user_id: string; p_credential_id: string; p_numbers: Json };
    Returns: { number: string; outcome: string }[];
  };
  claim_purchase: { Args: { p_id: string; p_holder: string; p_ttl_seconds: number }; Returns: boolean };
  ingress_snapshots: {
    Args: { p_ingress_ids: string[] };
    Returns: {
      ingress_id: string;
      credential_id: string;
      user_id: string;
      account_sid: string;
      auth_token: string | null;
      previous_auth_token: string | null;
      previous_auth_token_expires_at: string | null;
      version: number | null;
      document: Json;
      is_dynamic: boolean;
      numbers: string[];
      endpoints: Json;
    }[];
  };
  read_config_changes: {
    Args: { p_after: number | null; p_missing: number[] };
    Returns: { id: number; user_id: string }[];
  };
  read_calls: { Args: { p_events: Json }; Returns: Json };
  record_calls: { Args: { p_calls: Json; p_events: Json; p_decisions: Json }; Returns: string[] };
  list_calls: {
    Args: {
      p_user_id: string;
      p_limit: number;
      p_before_at: string | null;
      p_before_sid: string | null;
      p_number: string | null;
      p_status: string | null;
      p_direction: string | null;
      p_from: string | null;
      p_to: string | null;
    };
    Returns: Own<Omit<TwilioCallLog, 'id' | 'user_id' | 'created_at' | 'updated_at' | 'state' | 'version'>>[];
  };
  call_statistics: {
    Args: { p_user_id: string; p_numbers: string[] };
    Returns: {
      number: string;
      last_call_at: Timestamp | null;
      inbound: number;
      answered: number;
      outbound: number;
      seconds: number;
    }[];
  };
  routing_draft_of: { Args: { p_user_id: string }; Returns: Json };
  activate_credential: { Args: { p_credential_id: string }; Returns: boolean };
  applied_migrations: { Args: Record<never, never>; Returns: { version: string }[] };
};

export type TableName = keyof Database['public']['Tables'];
export type FunctionName = keyof Database['public']['Functions'];
/** A row as it is read. */
export type Tables<T extends TableName> = Database['public']['Tables'][T]['Row'];
/** A row as it is written. */
export type TablesInsert<T extends TableName> = Database['public']['Tables'][T]['Insert'];
/** The fields of a row that an update may give. */
export type TablesUpdate<T extends TableName> = Database['public']['Tables'][T]['Update'];
