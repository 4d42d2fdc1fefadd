import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Caller } from '../auth/caller.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';
import { isFinished } from './run.js';
import { RunsStore } from './runs.store.js';
import { runDto, stepDto } from './trunk-views.js';

const POLL_EVERY_MS = 250;
/** Entries read at once; a long journal takes several. */
const PAGE = 500;
/** A comment line keeps proxies from closing a quiet stream. */
const HEARTBEAT_EVERY_MS = 15_000;

/**
 * The journal of a credential as server-sent events. Rows are read, not process memory: the run may be worked by another process, and
 * a client that reconnects with Last-Event-ID misses nothing. Ends when the newest run is finished.
 */
@Injectable()
export class TrunkEvents implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly runs: RunsStore,
    private readonly credentials: CredentialsStore,
  ) {}

  /** Open streams would keep the server from closing; clients go on from Last-Event-ID elsewhere. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Events: `step` (id: the step's), `run` when the newest run is finished, `problem` when reading fails. */
  async stream(caller: Caller, credentialId: string, lastEventId: number): Promise<Observable<MessageEvent>> {
    await this.credentials.get(caller, credentialId);
    return new Observable<MessageEvent>((subscriber) => {
      let open = true;
      // Every event carries the id of the last entry sent: one without would be numbered by Nest, and a client that comes back with
      // that number would be told everything again.
      let last = lastEventId;
      const read = async (): Promise<void> => {
        let quietSince = Date.now();
        while (open && !this.stopping.signal.aborted) {
          const [run] = await this.runs.list(caller, credentialId, 1);
          const steps = await this.runs.stepsAfter(caller, credentialId, last, PAGE);
          for (const entry of steps) {
            last = entry.stepId;
            subscriber.next({ type: 'step', id: String(entry.stepId), data: stepDto(entry) });
          }
          if (steps.length === PAGE) continue;
          // The run was read before its steps: once it is finished, all of them have been sent.
          if (run === undefined || isFinished(run)) {
            if (run !== undefined) subscriber.next({ type: 'run', id: String(last), data: runDto(run) });
            subscriber.complete();
            return;
          }
          if (steps.length > 0) quietSince = Date.now();
          else if (Date.now() - quietSince > HEARTBEAT_EVERY_MS) {
            quietSince = Date.now();
            subscriber.next({ type: 'heartbeat', id: String(last), data: {} });
          }
          await sleep(POLL_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        }
        subscriber.complete();
      };
      read().catch((error: unknown) => {
        const code = error instanceof Problem ? error.code : 'internal.unexpected';
        subscriber.next({ type: 'problem', id: String(last), data: { code } });
        subscriber.complete();
      });
      return () => {
        open = false;
      };
    });
  }
}
