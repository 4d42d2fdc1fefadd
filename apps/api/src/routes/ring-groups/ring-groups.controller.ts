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
import { RING_GROUP, RingGroupDto, RingGroupPage, RingGroupRequest } from './ring-group.dto.js';

@ApiTags('Ring groups')
@Controller('ring-groups')
export class RingGroupsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List the ring groups' })
  @ApiOkResponse({ type: RingGroupPage })
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<RingGroupPage> {
    return this.drafts.list(caller, RING_GROUP, query);
  }

  @Post()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Make a ring group; it takes effect when you publish' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: RingGroupDto })
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: RingGroupRequest,
    @OptionalHeader('idempotency-key') key?: string,
  ): Promise<RingGroupDto> {
    return this.drafts.create(caller, RING_GROUP, request, key);
  }

  @Get(':ringGroupId')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show a ring group' })
  @ApiOkResponse({ type: RingGroupDto })
  get(@CurrentCaller() caller: Caller, @UuidParam('ringGroupId') ringGroupId: string): Promise<RingGroupDto> {
    return this.drafts.get(caller, RING_GROUP, ringGroupId);
  }

  @Put(':ringGroupId')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Replace a ring group; what is left out gets its default' })
  @ApiOkResponse({ type: RingGroupDto })
  replace(
    @CurrentCaller() caller: Caller,
    @UuidParam('ringGroupId') ringGroupId: string,
    @Body() request: RingGroupRequest,
  ): Promise<RingGroupDto> {
    return this.drafts.replace(caller, RING_GROUP, ringGroupId, request);
  }

  @Delete(':ringGroupId')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Delete a ring group; refused while something leads there' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @UuidParam('ringGroupId') ringGroupId: string): Promise<void> {
    return this.drafts.remove(caller, RING_GROUP, ringGroupId);
  }
}
