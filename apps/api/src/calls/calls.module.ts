import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CallEvents } from './call-events.js';
import { CallStatistics } from './call-statistics.js';
import { CallsController } from './calls.controller.js';
import { CallsService } from './calls.service.js';
import { CallsStore } from './calls.store.js';
import { CallJournal } from './call-journal.js';
import { CallMetrics } from './call-metrics.js';
import { CallOwners } from './call-owners.js';
import { CallsSpool } from './calls-spool.js';
import { CallsWriter } from './calls-writer.js';
import { CallWritesStore } from './call-writes.store.js';
import { DecisionLog } from './decision-log.js';
import { CallHooksController } from './call-hooks.controller.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

@Module({
  imports: [DatabaseModule, WebhooksModule],
  controllers: [CallHooksController, CallsController],
  providers: [
    CallStatistics,
    CallsService,
    CallsStore,
    CallEvents,
    CallJournal,
    CallMetrics,
    CallOwners,
    CallsSpool,
    CallsWriter,
    CallWritesStore,
    DecisionLog,
  ],
  exports: [CallStatistics, CallsService, CallEvents, CallOwners, CallsSpool, DecisionLog],
})
export class CallsModule {}
