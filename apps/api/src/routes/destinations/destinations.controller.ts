import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { OptionalHeader } from '../../auth/optional-header.decorator.js';
import { UuidParam } from '../../problems/uuid-param.decorator.js';
import { ApiIdempotencyKey } from '../drafts/created-once.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { PageQuery } from '../drafts/page.js';
import { DESTINATION, DestinationDto, DestinationPage, DestinationRequest } from './destination.dto.js';

@ApiTags('Destinations')
@Controller('destinations')
export class DestinationsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List the destinations to which fallbacks, forwards and transfers may lead' })
  @ApiOkResponse({ type: DestinationPage })
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<DestinationPage> {
    return this.drafts.list(caller, DESTINATION, query);
  }

  @Post()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Make a destination; it takes effect when you publish' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: DestinationDto })
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: DestinationRequest,
    @OptionalHeader('idempotency-key') key?: string,
  ): Promise<DestinationDto> {
    return this.drafts.create(caller, DESTINATION, request, key);
  }

  @Get(':destinationId')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show a destination' })
  @ApiOkResponse({ type: DestinationDto })
  get(@CurrentCaller() caller: Caller, @UuidParam('destinationId') destinationId: string): Promise<DestinationDto> {
    return this.drafts.get(caller, DESTINATION, destinationId);
  }

  @Put(':destinationId')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Replace a destination; what is left out gets its default' })
  @ApiOkResponse({ type: DestinationDto })
  replace(
    @CurrentCaller() caller: Caller,
    @UuidParam('destinationId') destinationId: string,
    @Body() request: DestinationRequest,
  ): Promise<DestinationDto> {
    return this.drafts.replace(caller, DESTINATION, destinationId, request);
  }

  @Delete(':destinationId')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Delete a destination; refused while something leads there' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @UuidParam('destinationId') destinationId: string): Promise<void> {
    return this.drafts.remove(caller, DESTINATION, destinationId);
  }
}
