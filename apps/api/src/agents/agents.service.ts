import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import type { Run } from '../trunks/run.js';
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
    const id = randomUUID();
    const runs = await this.store.create(caller.tenantId, { id, name, agent_name: agentName });
    await this.audit.record(caller, 'agent.created', { kind: 'agent', id }, { name, agentName });
    return this.started(caller, id, runs);
  }

  async change(caller: Caller, agentId: string, { name, agentName }: ChangeAgentDto): Promise<AgentDto> {
    const change = { ...(name === undefined ? {} : { name }), ...(agentName === undefined ? {} : { agentName }) };
    const runs = await this.store.change(caller.tenantId, agentId, change);
    await this.audit.record(caller, 'agent.changed', { kind: 'agent', id: agentId }, change);
    return this.started(caller, agentId, runs);
  }

  /** Throws `agent.in_use` while calls go there, or would with the draft. */
  async remove(caller: Caller, agentId: string): Promise<void> {
    const runs = await this.store.remove(caller.tenantId, agentId);
    await this.audit.record(caller, 'agent.deleted', { kind: 'agent', id: agentId });
    await this.runs.start(runs);
  }

  private async started(caller: Caller, agentId: string, runs: readonly Run[]): Promise<AgentDto> {
    await this.runs.start(runs);
    const row = await this.store.find(caller.tenantId, agentId);
    if (row === null) throw new Problem('agent.not_found');
    return agentDto(row);
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
