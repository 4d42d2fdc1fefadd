import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [CallsModule],
  controllers: [HealthController, MetricsController],
  providers: [HealthService, Readiness],
  exports: [Readiness],
})
export class HealthModule {}
