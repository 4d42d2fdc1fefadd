import { Module, type DynamicModule } from '@nestjs/common';
import { AgentsModule } from './agents/agents.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CallsModule } from './calls/calls.module.js';
import type { AppConfig } from './config/app-config.js';
import { AppConfigModule } from './config/app-config.module.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NumbersModule } from './numbers/numbers.module.js';
import { RoutesModule } from './routes/routes.module.js';
import { SipConfigModule } from './sip-config/sip-config.module.js';
import { TrunksModule } from './trunks/trunks.module.js';
import { VendorGatewaysModule } from './trunks/vendor-gateways.module.js';
import { VoiceModule } from './voice/voice.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The only place where everything meets. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AppConfigModule.forRoot(config),
        MetricsModule,
        DatabaseModule,
        AuthModule,
        AuditModule,
        ApiKeysModule,
        HealthModule,
        VendorGatewaysModule,
        CredentialsModule,
        WebhooksModule,
        CallsModule,
        TrunksModule,
        ConnectionsModule,
        NumbersModule,
        RoutesModule,
        SipConfigModule,
        AgentsModule,
        VoiceModule,
      ],
    };
  }
}
