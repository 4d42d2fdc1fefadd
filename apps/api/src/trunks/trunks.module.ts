import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { AgentEndpointsStore } from './agent-endpoints.store.js';
import { BackgroundLook } from './background-look.js';
import { ConnectionObserver } from './connection-observer.js';
import { InstallationStore } from './installation.store.js';
import { LookMetrics } from './look-metrics.js';
import { LooksStore } from './looks.store.js';
import { Pauses } from './pauses.js';
import { Reconciler } from './reconciler.js';
import { Retention } from './retention.js';
import { RunExecutor } from './run-executor.js';
import { RunMetrics } from './run-metrics.js';
import { RunPass } from './run-pass.js';
import { RunRecorder } from './run-recorder.js';
import { RunsStore } from './runs.store.js';
import { RunWorker } from './run-worker.js';
import { TrunkEvents } from './trunk-events.js';
import { TrunkNumbersController } from './trunk-numbers.controller.js';
import { TrunkNumbersService } from './trunk-numbers.service.js';
import { TrunkNumbersStore } from './trunk-numbers.store.js';
import { TrunksController } from './trunks.controller.js';
import { TrunksService } from './trunks.service.js';

@Module({
  imports: [DatabaseModule, CredentialsModule],
  controllers: [TrunksController, TrunkNumbersController],
  providers: [
    AgentEndpointsStore,
    BackgroundLook,
    ConnectionObserver,
    InstallationStore,
    LookMetrics,
    LooksStore,
    Pauses,
    Reconciler,
    Retention,
    RunExecutor,
    RunPass,
    RunMetrics,
    RunRecorder,
    RunsStore,
    RunWorker,
    TrunkEvents,
    TrunkNumbersService,
    TrunkNumbersStore,
    TrunksService,
  ],
  exports: [
    AgentEndpointsStore,
    InstallationStore,
    Pauses,
    RunWorker,
    RunsStore,
    TrunkNumbersService,
    TrunkNumbersStore,
    TrunksService,
  ],
})
export class TrunksModule {}
