import { Injectable } from '@nestjs/common';
import { AgentEndpointsStore } from '../trunks/agent-endpoints.store.js';
import type { Run } from '../trunks/run.js';
import { RunWorker } from '../trunks/run-worker.js';

/** Starts the runs that bring LiveKit's inbound side to what the agents have become. */
@Injectable()
export class InboundRuns {
  constructor(
    private readonly endpoints: AgentEndpointsStore,
    private readonly worker: RunWorker,
  ) {}

  async start(runs: readonly Run[]): Promise<void> {
    for (const run of runs) {
      // At once and not only in the run: calls are answered with them.
      await this.endpoints.ensure(run.tenantId, run.credentialId);
      this.worker.ring(run);
    }
  }
}
