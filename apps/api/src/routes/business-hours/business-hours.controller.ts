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
import { BUSINESS_HOURS, BusinessHoursDto, BusinessHoursPage, BusinessHoursRequest } from './business-hours.dto.js';

@ApiTags('Business hours')
@Controller('business-hours')
export class BusinessHoursController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List the business hours' })
  @ApiOkResponse({ type: BusinessHoursPage })
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<BusinessHoursPage> {
    return this.drafts.list(caller, BUSINESS_HOURS, query);
  }

  @Post()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Make business hours; it takes effect when you publish' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: BusinessHoursDto })
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: BusinessHoursRequest,
    @OptionalHeader('idempotency-key') key?: string,
  ): Promise<BusinessHoursDto> {
    return this.drafts.create(caller, BUSINESS_HOURS, request, key);
  }

  @Get(':hoursId')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show business hours' })
  @ApiOkResponse({ type: BusinessHoursDto })
  get(@CurrentCaller() caller: Caller, @UuidParam('hoursId') hoursId: string): Promise<BusinessHoursDto> {
    return this.drafts.get(caller, BUSINESS_HOURS, hoursId);
  }

  @Put(':hoursId')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Replace business hours; what is left out gets its default' })
  @ApiOkResponse({ type: BusinessHoursDto })
  replace(
    @CurrentCaller() caller: Caller,
    @UuidParam('hoursId') hoursId: string,
    @Body() request: BusinessHoursRequest,
  ): Promise<BusinessHoursDto> {
    return this.drafts.replace(caller, BUSINESS_HOURS, hoursId, request);
  }

  @Delete(':hoursId')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Delete business hours; refused while something leads there' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @UuidParam('hoursId') hoursId: string): Promise<void> {
    return this.drafts.remove(caller, BUSINESS_HOURS, hoursId);
  }
}
