import { Test, type TestingModule } from '@nestjs/testing';
import type { LoggerService } from '@nestjs/common';
import { LiveKitSipGateway, SipGateway } from '@app/livekit';
import { TrunkGateway, TwilioTrunkGateway } from '@app/twilio-trunk';
import { AgentAssignments } from '../../apps/api/src/agents/agent-assignments.js';
import { AgentsService } from '../../apps/api/src/agents/agents.service.js';
import { AppModule } from '../../apps/api/src/app.module.js';
import type { AppConfig } from '../../apps/api/src/config/app-config.js';
import { ConnectionsService } from '../../apps/api/src/connections/connections.service.js';
import { RotationService } from '../../apps/api/src/connections/rotation.service.js';
import { SUPABASE } from '../../apps/api/src/database/supabase.token.js';
import { Pauses } from '../../apps/api/src/trunks/pauses.js';
import { RunWorker } from '../../apps/api/src/trunks/run-worker.js';
import { RunsStore } from '../../apps/api/src/trunks/runs.store.js';
import { TrunkNumbersService } from '../../apps/api/src/trunks/trunk-numbers.service.js';
import { TrunksService } from '../../apps/api/src/trunks/trunks.service.js';
import type { EmbeddedDatabase } from '../../libs/supabase/src/embedded/open-embedded.js';
import type { EmbeddedOptions } from '../../libs/supabase/src/supabase.js';
import type { Gateways, Mutant } from './mutants.js';
import { WiredSipGateway, WiredTrunkGateway, Wire } from './wire.js';
import { wiredSupabase } from './wired-database.js';

export interface EngineParts {
  readonly config: AppConfig;
  readonly database: EmbeddedDatabase;
  readonly options: EmbeddedOptions;
  /** 1: the pauses of the product; smaller: shortened by that. */
  readonly pace: number;
  readonly log: LoggerService;
  /** The product with a safeguard taken out; null: the product. */
  readonly mutant: Mutant | null;
  readonly sql: (text: string) => Promise<readonly Record<string, unknown>[]>;
}

/** How long a vendor may take at the product's own pace, and at least. */
const VENDOR_TIMEOUT_MS = 10_000;
const SHORTEST_TIMEOUT_MS = 800;

/** The whole application without its HTTP side: the real modules, gateways and workers on a database that outlives them. */
export class Engine {
  private constructor(
    readonly wire: Wire,
    private readonly application: TestingModule,
    private readonly gateway: TwilioTrunkGateway,
  ) {}

  static async start(parts: EngineParts, isShared = false): Promise<Engine> {
    const { config, database, options, pace, log, mutant, sql } = parts;
    const wire = new Wire();
    const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, VENDOR_TIMEOUT_MS * pace);
    const twilio = new TwilioTrunkGateway({ baseUrl: config.twilio.baseUrl, timeoutMs, timing: pacedTiming(pace) });
    const { url, apiKey, apiSecret } = config.livekit;
    const real: Gateways = { twilio, livekit: new LiveKitSipGateway({ url, apiKey, apiSecret, timeoutMs }) };
    const gateways = mutant?.gateways?.(real, sql) ?? real;
    const application = await Test.createTestingModule({ imports: [AppModule.forRoot(config)] })
      .overrideProvider(SUPABASE)
      .useValue(wiredSupabase(wire, mutated(database, mutant), options, isShared))
      .overrideProvider(TrunkGateway)
      .useValue(new WiredTrunkGateway(wire, gateways.twilio))
      .overrideProvider(SipGateway)
      .useValue(new WiredSipGateway(wire, gateways.livekit))
      .setLogger(log)
      .compile();
    const pauses = application.get(Pauses, { strict: false });
    pauses.sleep = async (milliseconds, signal) => new Pauses().sleep(milliseconds * pace, signal);
    await application.init();
    return new Engine(wire, application, twilio);
  }

  get connections(): ConnectionsService {
    return this.application.get(ConnectionsService, { strict: false });
  }
  get trunks(): TrunksService {
    return this.application.get(TrunksService, { strict: false });
  }
  get numbers(): TrunkNumbersService {
    return this.application.get(TrunkNumbersService, { strict: false });
  }
  get agents(): AgentsService {
    return this.application.get(AgentsService, { strict: false });
  }
  get assignments(): AgentAssignments {
    return this.application.get(AgentAssignments, { strict: false });
  }
  get rotation(): RotationService {
    return this.application.get(RotationService, { strict: false });
  }

  /** Works on whatever is due, without waiting for the next poll. */
  async workDue(): Promise<void> {
    const worker = this.application.get(RunWorker, { strict: false });
    for (const run of await this.application.get(RunsStore, { strict: false }).due(16)) worker.ring(run);
  }

  /** Ends it as `kill -9` would: nothing that it still does reaches anybody. */
  async crash(): Promise<void> {
    this.wire.cut();
    await this.stop();
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    await this.application.close();
    this.gateway.close();
  }
}

function mutated(database: EmbeddedDatabase, mutant: Mutant | null): EmbeddedDatabase {
  const change = mutant?.requests?.();
  return change === undefined
    ? database
    : { ...database, serve: async (request) => database.serve(await change(request)) };
}

function pacedTiming(pace: number) {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    sleep: async (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds * pace)),
  };
}
