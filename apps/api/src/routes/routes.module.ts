import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { BusinessHoursController } from './business-hours/business-hours.controller.js';
import { CallForwardingController } from './call-forwarding/call-forwarding.controller.js';
import { DestinationsController } from './destinations/destinations.controller.js';
import { DraftsService } from './drafts/drafts.service.js';
import { DraftsStore } from './drafts/drafts.store.js';
import { RoutingDraftStore } from './drafts/routing-draft.store.js';
import { PolicyDefaultsSource } from './publishing/policy-defaults.js';
import { PublishingService } from './publishing/publishing.service.js';
import { RoutingController } from './publishing/routing.controller.js';
import { RoutingService } from './publishing/routing.service.js';
import { RoutingVersionsController } from './publishing/versions.controller.js';
import { VersionsService } from './publishing/versions.service.js';
import { VersionsStore } from './publishing/versions.store.js';
import { RingGroupsController } from './ring-groups/ring-groups.controller.js';
import { RoutesController } from './route/routes.controller.js';
import { RoutesService } from './route/routes.service.js';

/** What a tenant says about their calls: drafts, their check, and what is published. */
@Module({
  imports: [DatabaseModule],
  controllers: [
    RoutesController,
    RingGroupsController,
    CallForwardingController,
    BusinessHoursController,
    DestinationsController,
    RoutingController,
    RoutingVersionsController,
  ],
  providers: [
    DraftsService,
    DraftsStore,
    PolicyDefaultsSource,
    PublishingService,
    RoutesService,
    RoutingDraftStore,
    RoutingService,
    VersionsService,
    VersionsStore,
  ],
})
export class RoutesModule {}
