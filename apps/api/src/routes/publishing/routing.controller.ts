import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RoutingDocument } from '@app/routing';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { CheckDto, PublishedDto, PublishRequest, RollbackRequest } from './publish.dto.js';
import { PublishingService } from './publishing.service.js';
import { ChangeRoutingRequest, RoutingDocumentDto, RoutingDto } from './routing.dto.js';
import { RoutingService } from './routing.service.js';

@ApiTags('Routing')
@Controller('routing')
export class RoutingController {
  constructor(
    private readonly routing: RoutingService,
    private readonly publishing: PublishingService,
  ) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'What is in force, and whether the draft differs from it' })
  @ApiOkResponse({ type: RoutingDto })
  get(@CurrentCaller() caller: Caller): Promise<RoutingDto> {
    return this.routing.get(caller);
  }

  @Patch()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Switch dynamic routing, or change the draft’s policy and fallback' })
  @ApiOkResponse({ type: RoutingDto })
  change(@CurrentCaller() caller: Caller, @Body() request: ChangeRoutingRequest): Promise<RoutingDto> {
    return this.routing.change(caller, request);
  }

  @Get('draft')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'The document that the draft amounts to: what publishing would put in force' })
  @ApiOkResponse({ type: RoutingDocumentDto })
  async draft(@CurrentCaller() caller: Caller): Promise<RoutingDocument> {
    return (await this.routing.compile(caller.tenantId)).document;
  }

  @Post('check')
  @HttpCode(200)
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Check the draft: loops, dead ends, numbers that nobody may dial; publishes nothing' })
  @ApiOkResponse({ type: CheckDto })
  check(@CurrentCaller() caller: Caller): Promise<CheckDto> {
    return this.publishing.check(caller);
  }

  @Post('publish')
  @HttpCode(200)
  @RequireScope('routing:write')
  @ApiOperation({
    summary: 'Put the draft in force, whole or not at all',
    description:
      'Refused with `findings` while the check finds errors. Of two at the same moment one wins. Live calls keep their version. ' +
      'A number that you have put on the trunk since gets the agent of its route when you publish again.',
  })
  @ApiOkResponse({ type: PublishedDto })
  publish(@CurrentCaller() caller: Caller, @Body() request: PublishRequest): Promise<PublishedDto> {
    return this.publishing.publish(caller, request);
  }

  @Post('rollback')
  @HttpCode(200)
  @RequireScope('routing:write')
  @ApiOperation({
    summary: 'Put an older version in force again, as the newest one',
    description: 'The draft stays as it is, so it differs afterwards.',
  })
  @ApiOkResponse({ type: PublishedDto })
  rollBack(@CurrentCaller() caller: Caller, @Body() request: RollbackRequest): Promise<PublishedDto> {
    return this.publishing.rollBack(caller, request);
  }
}
