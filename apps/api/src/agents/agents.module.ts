import { Module } from '@nestjs/common';
import { TrunksModule } from '../trunks/trunks.module.js';
import { AgentAssignments } from './agent-assignments.js';
import { AgentsController } from './agents.controller.js';
import { AgentsService } from './agents.service.js';
import { AgentsStore } from './agents.store.js';
import { InboundRuns } from './inbound-runs.js';

@Module({
  imports: [TrunksModule],
  controllers: [AgentsController],
  providers: [AgentAssignments, AgentsService, AgentsStore, InboundRuns],
  exports: [AgentAssignments],
})
export class AgentsModule {}
