import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import type { AgentDto, AgentListDto, ChangeAgentDto, CreateAgentDto } from './agents.dto.js';
import { AgentsStore, type AgentRow } from './agents.store.js';
import { InboundRuns } from './inbound-runs.js';

/** Each may stand at LiveKit twice for every account of the tenant. */
const MOST_AGENTS = 50;

/** A tenant's LiveKit agents. LiveKit's side follows by runs. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly store: AgentsStore,
    private readonly runs: InboundRuns,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Caller): Promise<AgentListDto> {
    return { agents: (await this.store.list(caller)).map(agentDto) };
  }

  async create(caller: Caller, { name, agentName }: CreateAgentDto): Promise<AgentDto> {
    if ((await this.store.list(caller)).length >= MOST_AGENTS) throw new Problem('agent.limit_reached');
    const row = await this.store.insert(caller.tenantId, { id: randomUUID(), name, agent_name: agentName });
    await this.audit.record(caller, 'agent.created', { kind: 'agent', id: row.id }, { name, agentName });
    await this.runs.open(caller.tenantId, await this.store.withWebhookNumbers(caller.tenantId));
    return agentDto(row);
  }

  async change(caller: Caller, agentId: string, { name, agentName }: ChangeAgentDto): Promise<AgentDto> {
    const change = { ...(name === undefined ? {} : { name }), ...(agentName === undefined ? {} : { agentName }) };
    const row = await this.store.update(caller.tenantId, agentId, {
      ...(name === undefined ? {} : { name }),
      ...(agentName === undefined ? {} : { agent_name: agentName }),
    });
    if (row === null) throw new Problem('agent.not_found');
    await this.audit.record(caller, 'agent.changed', { kind: 'agent', id: agentId }, change);
    // What a tenant calls it is nothing to LiveKit.
    if (agentName !== undefined) {
      await this.runs.open(caller.tenantId, await this.store.concernedBy(caller.tenantId, agentId));
    }
    return agentDto(row);
  }

  /** Throws `agent.in_use` while calls still go there. */
  async remove(caller: Caller, agentId: string): Promise<void> {
    const concerned = await this.store.concernedBy(caller.tenantId, agentId);
    const end = await this.store.remove(caller.tenantId, agentId);
    if (end === null) throw new Problem('agent.not_found');
    if (end !== 'deleted') throw new Problem('agent.in_use', { extensions: { usedBy: [end] } });
    await this.audit.record(caller, 'agent.deleted', { kind: 'agent', id: agentId });
    await this.runs.open(caller.tenantId, concerned);
  }
}

function agentDto(row: AgentRow): AgentDto {
  return {
    agentId: row.id,
    name: row.name,
    agentName: row.agent_name,
    createdAt: parseTimestamp(row.created_at).toISOString(),
    updatedAt: parseTimestamp(row.updated_at).toISOString(),
  };
}
