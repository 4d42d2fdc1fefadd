import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CalledNumberGuard } from './called-number.guard.js';
import { ConfigChangeFeed } from './config-change-feed.js';
import { IngressCache } from './ingress-cache.js';
import { IngressStore } from './ingress.store.js';
import { PublishedVersions } from './published-versions.js';
import { WebhookGuard } from './webhook.guard.js';
import { WebhookRefusals } from './webhook-refusals.js';

/** Who may be believed to be Twilio. A controller of hooks imports it and names the guards that it needs. */
@Module({
  imports: [DatabaseModule],
  providers: [
    CalledNumberGuard,
    ConfigChangeFeed,
    IngressCache,
    IngressStore,
    PublishedVersions,
    WebhookGuard,
    WebhookRefusals,
  ],
  exports: [CalledNumberGuard, IngressCache, PublishedVersions, WebhookGuard, WebhookRefusals],
})
export class WebhooksModule {}
