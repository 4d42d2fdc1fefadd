import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import { AgentAssignments } from '../../agents/agent-assignments.js';
import type { Run } from '../../trunks/run.js';
import type { OwnNumber } from '../drafts/routing-draft.js';
import { recommendPlane } from './recommend-plane.js';

/** Lets LiveKit answer numbers on the trunk with the agents that what is in force says. */
@Injectable()
export class TrunkAgents {
  constructor(private readonly assignments: AgentAssignments) {}

  /** The runs that this opened; none where everything is as it shall be. */
  async assign(tenantId: string, document: RoutingDocument, numbers: readonly OwnNumber[]): Promise<Run[]> {
    return this.assignments.assign(tenantId, trunkAgentsOf(document, numbers));
  }
}

/** The agent of each number on the trunk whose route is an agent and nothing else. Other numbers keep the agent they have. */
export function trunkAgentsOf(document: RoutingDocument, numbers: readonly OwnNumber[]): Map<string, string> {
  const agents = new Map<string, string>();
  for (const { phone_number: number, plane } of numbers) {
    const route = document.routes[number];
    if (plane !== 'trunk' || route?.target.kind !== 'agent') continue;
    if (recommendPlane(route, document.forwarding[number]) === 'trunk') agents.set(number, route.target.agentId);
  }
  return agents;
}
