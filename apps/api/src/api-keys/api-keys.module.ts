import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeysStore } from './api-keys.store.js';

@Module({
  imports: [AuditModule, AuthModule, DatabaseModule],
  controllers: [ApiKeysController],
  providers: [ApiKeysService, ApiKeysStore],
})
export class ApiKeysModule {}
