import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';

/** Global, because whatever changes something records it. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditService, AuditStore],
  exports: [AuditLog],
})
export class AuditModule {}
