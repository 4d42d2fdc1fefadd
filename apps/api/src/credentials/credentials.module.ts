import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsStore } from './credentials.store.js';

@Module({
  imports: [DatabaseModule],
  controllers: [CredentialsController],
  providers: [CredentialsStore, CredentialsService],
  exports: [CredentialsStore],
})
export class CredentialsModule {}
