import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TrunksModule } from '../trunks/trunks.module.js';
import { AccountCheck } from './account-check.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsService } from './connections.service.js';
import { ConnectionsStore } from './connections.store.js';
import { RotationService } from './rotation.service.js';

@Module({
  imports: [DatabaseModule, CredentialsModule, TrunksModule],
  controllers: [ConnectionsController],
  providers: [AccountCheck, ConnectionsService, ConnectionsStore, RotationService],
})
export class ConnectionsModule {}
