import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';

@Module({
  imports: [DatabaseModule],
  controllers: [AuditController],
  providers: [AuditLog, AuditService, AuditStore],
  exports: [AuditLog],
})
export class AuditModule {}
