import { Module } from '@nestjs/common';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsStore } from './credentials.store.js';

@Module({
  controllers: [CredentialsController],
  providers: [CredentialsStore, CredentialsService],
  exports: [CredentialsStore],
})
export class CredentialsModule {}
