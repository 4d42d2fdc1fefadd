import { Injectable } from '@nestjs/common';
import type { Tables } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { Run } from '../trunks/run.js';
import { runFrom, type RunRow } from '../trunks/run-rows.js';

export type AgentRow = Omit<Tables<'agents'>, 'user_id'>;

export interface AgentChange {
  readonly name?: string;
  readonly agentName?: string;
}

const COLUMNS = 'id, name, agent_name, created_at, updated_at';
const MOST_LISTED = 500;

/** `agents`. What changes at LiveKit with them is opened as runs in the same statement. */
@Injectable()
export class AgentsStore {
  constructor(private readonly database: TenantDatabase) {}

  async list(caller: Caller): Promise<AgentRow[]> {
    const own = this.database.for(caller).from('agents').select(COLUMNS).eq('user_id', caller.tenantId);
    return unwrap(await own.order('name').order('id').limit(MOST_LISTED));
  }

  /** Null for another tenant's too: nobody learns that it exists. */
  async find(tenantId: string, agentId: string): Promise<AgentRow | null> {
    const own = this.database.service().from('agents').select(COLUMNS).eq('user_id', tenantId);
    return unwrap(await own.eq('id', agentId).maybeSingle());
  }

  /** Opens runs where every agent has an endpoint. Throws `agent.name_taken`. */
  async create(tenantId: string, agent: Pick<AgentRow, 'id' | 'name' | 'agent_name'>): Promise<Run[]> {
    return opened(async () =>
      unwrap(
        await this.database.service().rpc('create_agent', {
          p_id: agent.id,
          p_user_id: tenantId,
          p_name: agent.name,
          p_agent_name: agent.agent_name,
        }),
      ),
    );
  }

  /** Opens runs where the agent stands at LiveKit under another name. Throws `agent.not_found`, `agent.name_taken`. */
  async change(tenantId: string, agentId: string, change: AgentChange): Promise<Run[]> {
    return opened(async () =>
      unwrap(
        await this.database.service().rpc('change_agent', {
          p_user_id: tenantId,
          p_agent_id: agentId,
          p_name: change.name ?? null,
          p_agent_name: change.agentName ?? null,
        }),
      ),
    );
  }

  /** Opens runs where it stands at LiveKit. Throws `agent.not_found`, `agent.in_use`. */
  async remove(tenantId: string, agentId: string): Promise<Run[]> {
    return opened(async () =>
      unwrap(await this.database.service().rpc('delete_agent', { p_user_id: tenantId, p_agent_id: agentId })),
    );
  }

  /**
   * Says which agents answer numbers on the trunk plane (null: the installation's own), all or nothing, and opens runs where that
   * changes something. Throws `agent.not_found`.
   */
  async assign(tenantId: string, assignments: ReadonlyMap<string, string | null>): Promise<Run[]> {
    const wish = [...assignments].map(([phoneNumber, agentId]) => ({ phone_number: phoneNumber, agent_id: agentId }));
    return opened(async () =>
      unwrap(await this.database.service().rpc('assign_agents', { p_user_id: tenantId, p_assignments: wish })),
    );
  }
}

async function opened(write: () => Promise<readonly RunRow[]>): Promise<Run[]> {
  try {
    return (await write()).map(runFrom);
  } catch (error) {
    throw error instanceof DatabaseError ? (problemOf(error) ?? error) : error;
  }
}

function problemOf(error: DatabaseError): Problem | null {
  if (error.code === 'TL006') return new Problem('agent.not_found');
  if (error.code === 'TL007') return new Problem('agent.in_use', { extensions: { usedBy: [error.detail] } });
  return error.isDuplicate('agents_user_id_name_key') ? new Problem('agent.name_taken') : null;
}
