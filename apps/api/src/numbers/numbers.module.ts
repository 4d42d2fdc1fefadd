import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { TrunksModule } from '../trunks/trunks.module.js';
import { NumberAccount } from './number-account.js';
import { NumberChangesController } from './number-changes.controller.js';
import { NumberChangesService } from './number-changes.service.js';
import { NumberChangesStore } from './number-changes.store.js';
import { NumberImportService } from './number-import.service.js';
import { NumberSearchService } from './number-search.service.js';
import { NumbersController } from './numbers.controller.js';
import { NumbersService } from './numbers.service.js';
import { NumbersStore } from './numbers.store.js';

@Module({
  imports: [DatabaseModule, CredentialsModule, TrunksModule],
  controllers: [NumbersController, NumberChangesController],
  providers: [
    NumberAccount,
    NumberChangesService,
    NumberChangesStore,
    NumberImportService,
    NumberSearchService,
    NumbersService,
    NumbersStore,
  ],
})
export class NumbersModule {}
