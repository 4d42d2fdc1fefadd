import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { FunctionName, TableName } from '../database.types.js';

export type Command = 'select' | 'insert' | 'update' | 'delete' | 'upsert' | 'give away';
export const COMMANDS: readonly Command[] = ['select', 'insert', 'update', 'delete', 'upsert', 'give away'];

/** Rows that others refer to, all of one tenant. */
export interface Ground {
  readonly userId: string;
  readonly credentialId: string;
  readonly runId: string;
  readonly agentId: string;
}

/** What is expected of one table. What is not listed is denied, to everybody but the service role. */
export interface TableCase {
  readonly key: string;
  readonly row: (ground: Ground) => Record<string, unknown>;
  readonly change: Record<string, unknown>;
  /** What a tenant may do with rows of their own. */
  readonly owner: readonly Command[];
  /** Columns that a tenant may not read; all where they may not select. */
  readonly hidden: readonly string[];
  readonly insertable: readonly string[];
  readonly updatable: readonly string[];
  /** What even the service role may not do. */
  readonly serviceDenied?: readonly Command[];
}

const CLOSED = { owner: [], hidden: [], insertable: [], updatable: [] } as const;
const READ_ONLY = { owner: ['select'], hidden: [], insertable: [], updatable: [] } as const;

const owned = ({ userId, credentialId, runId }: Ground): Record<string, unknown> => ({
  user_id: userId,
  credential_id: credentialId,
  run_id: runId,
});

export const TABLE_CASES: Readonly<Record<TableName, TableCase>> = {
  user_twilio_credentials: {
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      account_sid: randomUUID(),
      label: 'l',
      status: 'legacy',
    }),
    change: { label: 'changed' },
    owner: ['select', 'update'],
    hidden: [
      'auth_token',
      'sip_password',
      'api_key_secret',
      'previous_auth_token',
      'previous_sip_password',
      'ingress_id',
      'idempotency_key',
      'request_hash',
    ],
    insertable: [],
    updatable: ['label', 'is_active', 'updated_at'],
  },
  installation: {
    ...CLOSED,
    key: 'singleton',
    row: () => ({ singleton: true, installation_id: randomBytes(4).toString('hex') }),
    change: { installation_id: 'changed' },
  },
  leases: {
    ...CLOSED,
    key: 'name',
    row: () => ({ name: randomUUID(), holder: 'h', fence: 1, expires_at: '2030-01-01T00:00:00Z' }),
    change: { holder: 'changed' },
  },
  provisioning_runs: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      id: randomUUID(),
      user_id: userId,
      credential_id: credentialId,
      kind: 'apply',
      status: 'succeeded',
    }),
    change: { status: 'failed' },
  },
  provisioning_steps: {
    ...READ_ONLY,
    key: 'id',
    row: (ground) => ({
      ...owned(ground),
      pass: 1,
      action_key: randomUUID(),
      effect: 'create',
      state: 'done',
      summary: 's',
    }),
    change: { summary: 'changed' },
  },
  provisioned_resources: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      id: randomUUID(),
      user_id: userId,
      credential_id: credentialId,
      kind: 'trunk',
      external_id: randomUUID(),
      ownership: 'created',
    }),
    change: { ownership: 'adopted' },
  },
  user_phone_numbers: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      id: randomUUID(),
      user_id: userId,
      credential_id: credentialId,
      phone_number: randomUUID(),
      phone_number_sid: randomUUID(),
      plane: 'trunk',
    }),
    change: { plane: 'webhook' },
    hidden: ['purchase', 'idempotency_key', 'request_hash', 'attempted_at', 'purchase_holder', 'purchase_held_until'],
  },
  account_snapshots: {
    ...READ_ONLY,
    key: 'id',
    row: (ground) => ({ id: randomUUID(), ...owned(ground), content: {} }),
    change: { content: { changed: true } },
  },
  api_keys: {
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      name: 'n',
      key_id: randomUUID(),
      secret_hash: 'h',
      scopes: ['sip:read'],
    }),
    change: { revoked_at: '2026-01-01T00:00:00Z' },
    owner: ['select', 'insert', 'update'],
    hidden: ['secret_hash'],
    insertable: ['id', 'user_id', 'name', 'key_id', 'secret_hash', 'scopes', 'expires_at'],
    updatable: ['revoked_at'],
  },
  audit_log: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({ user_id: userId, actor_kind: 'user', actor_id: randomUUID(), action: 'a' }),
    change: { action: 'changed' },
    serviceDenied: ['update', 'delete', 'upsert', 'give away'],
  },
  config_changes: {
    ...CLOSED,
    key: 'id',
    row: ({ userId }) => ({ user_id: userId, table_name: 't', row_id: randomUUID(), operation: 'UPDATE' }),
    change: { operation: 'changed' },
  },
  trunk_looks: {
    ...CLOSED,
    key: 'credential_id',
    row: ({ userId, credentialId }) => ({
      credential_id: credentialId,
      user_id: userId,
      next_look_at: '2030-01-01T00:00:00Z',
    }),
    change: { failures: 7 },
  },
  routing_versions: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      version: randomInt(1, 2 ** 31 - 1),
      document: {},
      actor_kind: 'user',
      actor_id: randomUUID(),
    }),
    change: { note: 'changed' },
    // A version is never changed.
    serviceDenied: ['update', 'upsert', 'give away'],
  },
  routing_settings: {
    ...READ_ONLY,
    key: 'user_id',
    row: ({ userId }) => ({ user_id: userId }),
    change: { is_dynamic: false },
  },
  agents: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({ id: randomUUID(), user_id: userId, name: randomUUID(), agent_name: 'inbound' }),
    change: { agent_name: 'changed' },
  },
  agent_endpoints: {
    ...READ_ONLY,
    key: 'id',
    // One row for an account and an agent: the same one each time.
    row: ({ userId, credentialId, agentId }) => ({
      id: agentId,
      user_id: userId,
      credential_id: credentialId,
      agent_id: agentId,
      sip_user: randomUUID(),
      sip_password: 'sealed',
    }),
    change: { sip_user: randomUUID() },
    hidden: ['sip_password'],
  },
  call_events: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      user_id: userId,
      credential_id: credentialId,
      call_sid: randomUUID(),
      kind: 'status',
      dedupe_key: randomUUID(),
      payload: {},
      received_at: '2026-01-01T00:00:00Z',
    }),
    change: { kind: 'recording' },
    serviceDenied: ['update', 'upsert', 'give away'],
  },
  twilio_call_logs: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      id: randomUUID(),
      user_id: userId,
      credential_id: credentialId,
      call_sid: randomUUID(),
    }),
    change: { status: 'changed' },
    hidden: ['state', 'version'],
  },
  route_decisions: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId, credentialId }) => ({
      user_id: userId,
      credential_id: credentialId,
      call_sid: randomUUID(),
      step: 'voice',
      dedupe_key: randomUUID(),
      call: {},
      decision: {},
      trace: {},
      source: 'cache',
      decided_at: '2026-01-01T00:00:00Z',
    }),
    change: { source: 'changed' },
    serviceDenied: ['update', 'upsert', 'give away'],
  },
  business_hours: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({ id: randomUUID(), user_id: userId, name: randomUUID(), time_zone: 'UTC' }),
    change: { time_zone: 'Europe/Berlin' },
  },
  destinations: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      name: randomUUID(),
      target: {},
      ring_seconds: 20,
      next: {},
      transferable: false,
    }),
    change: { ring_seconds: 30 },
  },
  ring_groups: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      name: randomUUID(),
      strategy: 'sequential',
      members: [],
      next: {},
    }),
    change: { strategy: 'simultaneous' },
  },
  routes: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      phone_number: randomUUID(),
      target: {},
      closed: {},
      ring_seconds: 20,
      on_busy: {},
      on_no_answer: {},
      on_failure: {},
      caller_id: 'caller',
      record: 'do-not-record',
    }),
    change: { ring_seconds: 30 },
  },
  call_forwarding: {
    ...READ_ONLY,
    key: 'id',
    row: ({ userId }) => ({
      id: randomUUID(),
      user_id: userId,
      phone_number: randomUUID(),
      forwarding_type: 'busy',
      is_active: true,
      forward_to: {},
      position: 0,
    }),
    change: { is_active: false },
  },
  routing_drafts: {
    ...READ_ONLY,
    key: 'user_id',
    row: ({ userId }) => ({ user_id: userId }),
    change: { max_call_seconds: 600 },
  },
  encryption_canaries: {
    ...CLOSED,
    key: 'key_id',
    row: () => ({ key_id: randomUUID(), token: 't' }),
    change: { token: 'changed' },
  },
};

/** Arguments that reach the body of each function, and whether a signed-in tenant may call it. */
export const FUNCTION_CASES: Readonly<
  Record<FunctionName, { readonly args: (ground: Ground) => Record<string, unknown>; readonly tenants: boolean }>
> = {
  acquire_lease: { args: () => ({ p_name: randomUUID(), p_holder: 'h', p_ttl_seconds: 1 }), tenants: false },
  renew_lease: { args: () => ({ p_name: 'n', p_holder: 'h', p_fence: 1, p_ttl_seconds: 1 }), tenants: false },
  release_lease: { args: () => ({ p_name: 'n', p_holder: 'h', p_fence: 1 }), tenants: false },
  change_credential: {
    args: ({ credentialId }) => ({ p_credential_id: credentialId, p_changes: { account_name: randomUUID() } }),
    tenants: false,
  },
  create_credential: {
    args: ({ userId }) => ({
      p_credential: {
        id: randomUUID(),
        user_id: userId,
        account_sid: randomUUID(),
        label: randomUUID(),
        status: 'pending',
        secure: false,
        transfer_mode: 'disable-all',
        recording_mode: 'do-not-record',
        recording_trim: 'do-not-trim',
      },
      p_kind: null,
      p_idempotency_key: null,
      p_request_hash: null,
    }),
    tenants: false,
  },
  open_run: {
    args: ({ userId, credentialId }) => ({
      p_user_id: userId,
      p_credential_id: credentialId,
      p_kind: 'apply',
      p_join: true,
      p_changes: {},
      p_expected: {},
      p_idempotency_key: null,
      p_request_hash: null,
    }),
    tenants: false,
  },
  claim_run: { args: ({ runId }) => ({ p_run_id: runId, p_holder: 'h', p_ttl_seconds: 1 }), tenants: false },
  record_progress: { args: ({ runId }) => ({ p_run_id: runId, p_holder: 'h', p_fence: 1 }), tenants: false },
  due_runs: { args: () => ({ p_limit: 1 }), tenants: false },
  retirable_credentials: { args: () => ({ p_limit: 1 }), tenants: false },
  run_backlog: { args: () => ({}), tenants: false },
  claim_looks: { args: () => ({ p_limit: 1, p_hold_seconds: 1, p_every_seconds: 1 }), tenants: false },
  take_finished_repairs: { args: () => ({}), tenants: false },
  prune_history: { args: () => ({}), tenants: false },
  publish_routing: {
    args: ({ userId }) => ({
      p_user_id: userId,
      p_document: {},
      p_expected: null,
      p_note: null,
      p_actor_kind: 'user',
      p_actor_id: 'u',
    }),
    tenants: false,
  },
  inbound_agents: {
    args: ({ userId, credentialId }) => ({ p_user_id: userId, p_credential_id: credentialId }),
    tenants: false,
  },
  create_agent_endpoint: {
    args: ({ userId, credentialId, agentId }) => ({
      p_id: randomUUID(),
      p_user_id: userId,
      p_credential_id: credentialId,
      p_agent_id: agentId,
      p_sip_user: randomUUID(),
      p_sip_password: 'sealed',
    }),
    tenants: false,
  },
  open_agent_runs: {
    args: ({ userId, credentialId }) => ({ p_user_id: userId, p_credential_ids: [credentialId] }),
    tenants: false,
  },
  lock_agent_credentials: {
    args: ({ userId, agentId }) => ({ p_user_id: userId, p_agent_id: agentId }),
    tenants: false,
  },
  create_agent: {
    args: ({ userId }) => ({ p_id: randomUUID(), p_user_id: userId, p_name: randomUUID(), p_agent_name: 'a' }),
    tenants: false,
  },
  change_agent: {
    args: ({ userId, agentId }) => ({
      p_user_id: userId,
      p_agent_id: agentId,
      p_name: null,
      p_agent_name: null,
    }),
    tenants: false,
  },
  delete_agent: { args: ({ userId }) => ({ p_user_id: userId, p_agent_id: randomUUID() }), tenants: false },
  assign_agents: {
    args: ({ userId, agentId }) => ({
      p_user_id: userId,
      p_assignments: [{ phone_number: randomUUID(), agent_id: agentId }],
    }),
    tenants: false,
  },
  import_numbers: {
    args: ({ userId, credentialId }) => ({
      p_user_id: userId,
      p_credential_id: credentialId,
      p_numbers: [{ phone_number: randomUUID(), phone_number_sid: randomUUID() }],
    }),
    tenants: false,
  },
  claim_purchase: { args: () => ({ p_id: randomUUID(), p_holder: 'h', p_ttl_seconds: 1 }), tenants: false },
  ingress_snapshots: { args: () => ({ p_ingress_ids: [randomUUID()] }), tenants: false },
  read_config_changes: { args: () => ({ p_after: null, p_missing: [] }), tenants: false },
  read_calls: { args: () => ({ p_events: [] }), tenants: false },
  record_calls: { args: () => ({ p_calls: [], p_events: [], p_decisions: [] }), tenants: false },
  list_calls: {
    args: ({ userId }) => ({
      p_user_id: userId,
      p_limit: 1,
      p_before_at: null,
      p_before_sid: null,
      p_number: null,
      p_status: null,
      p_direction: null,
      p_from: null,
      p_to: null,
    }),
    tenants: true,
  },
  call_statistics: { args: ({ userId }) => ({ p_user_id: userId, p_numbers: [] }), tenants: true },
  routing_draft_of: { args: ({ userId }) => ({ p_user_id: userId }), tenants: false },
  activate_credential: { args: ({ credentialId }) => ({ p_credential_id: credentialId }), tenants: true },
  applied_migrations: { args: () => ({}), tenants: false },
};
