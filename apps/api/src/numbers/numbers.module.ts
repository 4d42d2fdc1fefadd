import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { TrunksModule } from '../trunks/trunks.module.js';
import { NumberAccount } from './number-account.js';
import { NumberChangesController } from './number-changes.controller.js';
import { NumberChangesService } from './number-changes.service.js';
import { NumberChangesStore } from './number-changes.store.js';
import { NumberImportService } from './number-import.service.js';
import { NumberPurchaseController } from './number-purchase.controller.js';
import { NumberPurchaseService } from './number-purchase.service.js';
import { NumberSearchService } from './number-search.service.js';
import { NumbersController } from './numbers.controller.js';
import { NumbersService } from './numbers.service.js';
import { NumbersStore } from './numbers.store.js';
import { PurchaseDesk } from './purchase-desk.js';
import { PurchaseSweeper } from './purchase-sweeper.js';
import { PurchasesStore } from './purchases.store.js';

@Module({
  imports: [DatabaseModule, CallsModule, CredentialsModule, TrunksModule],
  controllers: [NumbersController, NumberPurchaseController, NumberChangesController],
  providers: [
    NumberAccount,
    NumberChangesService,
    NumberChangesStore,
    NumberImportService,
    NumberPurchaseService,
    PurchaseDesk,
    PurchasesStore,
    PurchaseSweeper,
    NumberSearchService,
    NumbersService,
    NumbersStore,
  ],
})
export class NumbersModule {}
