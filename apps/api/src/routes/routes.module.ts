import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
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
import { TrunkAgents } from './publishing/trunk-agents.js';
import { VersionsService } from './publishing/versions.service.js';
import { VersionsStore } from './publishing/versions.store.js';
import { RingGroupsController } from './ring-groups/ring-groups.controller.js';
import { RoutesController } from './route/routes.controller.js';
import { RoutesService } from './route/routes.service.js';
import { CallHistoryStore } from './simulation/call-history.store.js';
import { SimulationController } from './simulation/simulation.controller.js';
import { SimulationService } from './simulation/simulation.service.js';
import { Snapshots } from './simulation/snapshots.js';
import { SyncMapController } from './sync-map/sync-map.controller.js';
import { SyncMapService } from './sync-map/sync-map.service.js';

/** What a tenant says about their calls: drafts, their check, and what is published. */
@Module({
  imports: [AgentsModule, DatabaseModule],
  controllers: [
    RoutesController,
    RingGroupsController,
    CallForwardingController,
    BusinessHoursController,
    DestinationsController,
    RoutingController,
    RoutingVersionsController,
    SimulationController,
    SyncMapController,
  ],
  providers: [
    CallHistoryStore,
    DraftsService,
    DraftsStore,
    PolicyDefaultsSource,
    PublishingService,
    RoutesService,
    RoutingDraftStore,
    RoutingService,
    SimulationService,
    Snapshots,
    SyncMapService,
    TrunkAgents,
    VersionsService,
    VersionsStore,
  ],
})
export class RoutesModule {}
