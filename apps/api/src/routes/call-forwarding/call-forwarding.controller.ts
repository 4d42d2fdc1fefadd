import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { OptionalHeader } from '../../auth/optional-header.decorator.js';
import { UuidParam } from '../../problems/uuid-param.decorator.js';
import { ApiIdempotencyKey } from '../drafts/created-once.js';
import { DraftsService } from '../drafts/drafts.service.js';
import {
  FORWARDING,
  ForwardingDto,
  ForwardingPage,
  ForwardingQuery,
  ForwardingRequest,
  ToggleForwardingRequest,
} from './call-forwarding.dto.js';

@ApiTags('Call forwarding')
@Controller('call-forwarding')
export class CallForwardingController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List the forwarding rules' })
  @ApiOkResponse({ type: ForwardingPage })
  list(@CurrentCaller() caller: Caller, @Query() query: ForwardingQuery): Promise<ForwardingPage> {
    return this.drafts.list(caller, FORWARDING, query);
  }

  @Post()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Make a forwarding rule; it takes effect when you publish' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: ForwardingDto })
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: ForwardingRequest,
    @OptionalHeader('idempotency-key') key?: string,
  ): Promise<ForwardingDto> {
    return this.drafts.create(caller, FORWARDING, request, key);
  }

  @Get(':forwardingId')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show a forwarding rule' })
  @ApiOkResponse({ type: ForwardingDto })
  get(@CurrentCaller() caller: Caller, @UuidParam('forwardingId') forwardingId: string): Promise<ForwardingDto> {
    return this.drafts.get(caller, FORWARDING, forwardingId);
  }

  @Put(':forwardingId')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Replace a forwarding rule; what is left out gets its default' })
  @ApiOkResponse({ type: ForwardingDto })
  replace(
    @CurrentCaller() caller: Caller,
    @UuidParam('forwardingId') forwardingId: string,
    @Body() request: ForwardingRequest,
  ): Promise<ForwardingDto> {
    return this.drafts.replace(caller, FORWARDING, forwardingId, request);
  }

  @Patch(':forwardingId/toggle')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Switch a forwarding rule on or off' })
  @ApiOkResponse({ type: ForwardingDto })
  toggle(
    @CurrentCaller() caller: Caller,
    @UuidParam('forwardingId') forwardingId: string,
    @Body() { enabled }: ToggleForwardingRequest,
  ): Promise<ForwardingDto> {
    return this.drafts.change(caller, FORWARDING, forwardingId, { is_active: enabled });
  }

  @Delete(':forwardingId')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Delete a forwarding rule' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @UuidParam('forwardingId') forwardingId: string): Promise<void> {
    return this.drafts.remove(caller, FORWARDING, forwardingId);
  }
}
