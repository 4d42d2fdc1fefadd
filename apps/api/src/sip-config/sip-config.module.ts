import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TrunksModule } from '../trunks/trunks.module.js';
import { SipConfigController } from './sip-config.controller.js';
import { SipConfigService } from './sip-config.service.js';

@Module({
  imports: [CredentialsModule, TrunksModule],
  controllers: [SipConfigController],
  providers: [SipConfigService],
})
export class SipConfigModule {}
