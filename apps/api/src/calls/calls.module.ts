import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CallEvents } from './call-events.js';
import { CallOwners } from './call-owners.js';
import { CallsStore } from './calls.store.js';
import { DecisionLog } from './decision-log.js';

@Module({
  imports: [DatabaseModule],
  providers: [CallEvents, CallOwners, CallsStore, DecisionLog],
  exports: [CallEvents, CallOwners, DecisionLog],
})
export class CallsModule {}
