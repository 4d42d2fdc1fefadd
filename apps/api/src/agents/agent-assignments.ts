import { Injectable } from '@nestjs/common';
import type { Run } from '../trunks/run.js';
import { AgentsStore } from './agents.store.js';
import { InboundRuns } from './inbound-runs.js';

/** Which agent answers which number on the trunk plane. */
@Injectable()
export class AgentAssignments {
  constructor(
    private readonly store: AgentsStore,
    private readonly runs: InboundRuns,
  ) {}

  /**
   * Sets the agent of each number (E.164; null: the installation's own agent) and opens a run for each credential for which that
   * changes something. Numbers that are not the tenant's, or not on the trunk plane, stay as they are. All or nothing: throws
   * `agent.not_found` when one of the agents is not the tenant's.
   */
  async assign(tenantId: string, assignments: ReadonlyMap<string, string | null>): Promise<Run[]> {
    if (assignments.size === 0) return [];
    const runs = await this.store.assign(tenantId, assignments);
    await this.runs.start(runs);
    return runs;
  }
}
