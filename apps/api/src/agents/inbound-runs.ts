import { Injectable } from '@nestjs/common';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';
import { AgentEndpointsStore } from '../trunks/agent-endpoints.store.js';
import type { Run } from '../trunks/run.js';
import { RunsStore } from '../trunks/runs.store.js';
import { RunWorker } from '../trunks/run-worker.js';

/** Brings LiveKit's inbound side to what the agents have become. */
@Injectable()
export class InboundRuns {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly endpoints: AgentEndpointsStore,
    private readonly runs: RunsStore,
    private readonly worker: RunWorker,
  ) {}

  /**
   * Opens an `apply` run for each credential and starts it. One whose trunk has not been asked for yet, or that is going, has none: its
   * own first or last run will see to it.
   */
  async open(tenantId: string, credentialIds: readonly string[]): Promise<Run[]> {
    const opened: Run[] = [];
    for (const credentialId of credentialIds) {
      const { status } = await this.credentials.load(tenantId, credentialId);
      if (UNTOUCHED.includes(status)) continue;
      // At once and not only in the run: calls are answered with them.
      await this.endpoints.ensure(tenantId, credentialId);
      const run = await this.openOne(tenantId, credentialId);
      if (run === null) continue;
      this.worker.ring(run);
      opened.push(run);
    }
    return opened;
  }

  private async openOne(tenantId: string, credentialId: string): Promise<Run | null> {
    try {
      return await this.runs.open(tenantId, { credentialId, kind: 'apply', join: false });
    } catch (error) {
      if (error instanceof Problem && GOING.includes(error.code)) return null;
      throw error;
    }
  }
}

const UNTOUCHED: readonly string[] = ['pending', 'legacy', 'disconnecting', 'removed'];
const GOING: readonly string[] = ['credential.disconnecting', 'credential.not_found'];
