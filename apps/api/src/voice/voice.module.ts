import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { CallGuard } from './call.guard.js';
import { VoiceController } from './voice.controller.js';
import { VoiceMetrics } from './voice-metrics.js';
import { VoiceService } from './voice.service.js';

@Module({
  imports: [CallsModule, WebhooksModule],
  controllers: [VoiceController],
  providers: [CallGuard, VoiceMetrics, VoiceService],
})
export class VoiceModule {}
