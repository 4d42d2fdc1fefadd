import { Injectable } from '@nestjs/common';
import type { Tables } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';

export type AgentRow = Omit<Tables<'agents'>, 'user_id'>;

/** What still leads calls to an agent. */
export type AgentUse = 'number' | 'routing';

const COLUMNS = 'id, name, agent_name, created_at, updated_at';
const MOST_LISTED = 500;

/** `agents`, and which credentials have to do with one. */
@Injectable()
export class AgentsStore {
  constructor(private readonly database: TenantDatabase) {}

  async list(caller: Caller): Promise<AgentRow[]> {
    const own = this.database.for(caller).from('agents').select(COLUMNS).eq('user_id', caller.tenantId);
    return unwrap(await own.order('name').order('id').limit(MOST_LISTED));
  }

  /** Throws `agent.name_taken`. */
  async insert(tenantId: string, row: Pick<AgentRow, 'id' | 'name' | 'agent_name'>): Promise<AgentRow> {
    return named(async () =>
      unwrap(
        await this.#table()
          .insert({ ...row, user_id: tenantId })
          .select(COLUMNS)
          .single(),
      ),
    );
  }

  /** Null when there is no such agent. Throws `agent.name_taken`. */
  async update(
    tenantId: string,
    agentId: string,
    change: Partial<Pick<AgentRow, 'name' | 'agent_name'>>,
  ): Promise<AgentRow | null> {
    return named(async () =>
      unwrap(
        await this.#table()
          .update({ ...change, updated_at: new Date().toISOString() })
          .eq('user_id', tenantId)
          .eq('id', agentId)
          .select(COLUMNS)
          .maybeSingle(),
      ),
    );
  }

  /** `deleted`, what still uses it, or null when there is no such agent. */
  async remove(tenantId: string, agentId: string): Promise<'deleted' | AgentUse | null> {
    const service = this.database.service();
    const end = unwrap(await service.rpc('delete_agent', { p_user_id: tenantId, p_agent_id: agentId }));
    return end as 'deleted' | AgentUse | null;
  }

  /** Credentials with a number on the webhook plane: each agent has an endpoint there. */
  async withWebhookNumbers(tenantId: string): Promise<string[]> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select('credential_id')
        .eq('user_id', tenantId)
        .eq('plane', 'webhook'),
    );
    return distinct(rows);
  }

  /** Credentials at whose LiveKit side an agent stands. */
  async concernedBy(tenantId: string, agentId: string): Promise<string[]> {
    const service = this.database.service();
    const [numbers, endpoints] = await Promise.all([
      service.from('user_phone_numbers').select('credential_id').eq('user_id', tenantId).eq('agent_id', agentId),
      service.from('agent_endpoints').select('credential_id').eq('user_id', tenantId).eq('agent_id', agentId),
    ]);
    return distinct([...unwrap(numbers), ...unwrap(endpoints)]);
  }

  /**
   * Says which agents answer numbers on the trunk plane (null: the installation's own), all or nothing. Returns the credentials for
   * which something changed. Throws `agent.not_found`.
   */
  async assign(tenantId: string, assignments: ReadonlyMap<string, string | null>): Promise<string[]> {
    const wish = [...assignments].map(([phoneNumber, agentId]) => ({ phone_number: phoneNumber, agent_id: agentId }));
    try {
      return distinct(
        unwrap(await this.database.service().rpc('assign_agents', { p_user_id: tenantId, p_assignments: wish })),
      );
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'TL006') throw new Problem('agent.not_found');
      throw error;
    }
  }

  #table() {
    return this.database.service().from('agents');
  }
}

async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof DatabaseError && error.isDuplicate('agents_user_id_name_key')) {
      throw new Problem('agent.name_taken');
    }
    throw error;
  }
}

function distinct(rows: readonly { readonly credential_id: string | null }[]): string[] {
  return [...new Set(rows.flatMap((row) => row.credential_id ?? []))];
}
