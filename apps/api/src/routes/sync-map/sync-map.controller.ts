import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { ImportedSyncMapDto, ImportSyncMapRequest } from './sync-map.dto.js';
import { SyncMapService } from './sync-map.service.js';

@ApiTags('Routing')
@Controller('routing/import')
export class SyncMapController {
  constructor(private readonly syncMap: SyncMapService) {}

  @Post('sync-map')
  @HttpCode(200)
  @RequireScope('routing:write')
  @ApiOperation({
    summary: 'Take over the items of a Twilio Sync Map as routes of the draft',
    description: 'Says for each item what became of it. The same items again change nothing.',
  })
  @ApiOkResponse({ type: ImportedSyncMapDto })
  import(@CurrentCaller() caller: Caller, @Body() { items }: ImportSyncMapRequest): Promise<ImportedSyncMapDto> {
    return this.syncMap.import(caller, items);
  }
}
