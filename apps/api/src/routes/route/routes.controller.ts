import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { PageQuery } from '../drafts/page.js';
import { NumberParam } from '../fields/number-param.decorator.js';
import { ROUTE, RouteDto, RoutePage, RouteRequest } from './route.dto.js';
import { RoutesService } from './routes.service.js';

@ApiTags('Routes')
@Controller('routes')
export class RoutesController {
  constructor(
    private readonly routes: RoutesService,
    private readonly drafts: DraftsService,
  ) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List the routes: what each number does with a call' })
  @ApiOkResponse({ type: RoutePage })
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<RoutePage> {
    return this.drafts.list(caller, ROUTE, query);
  }

  @Get(':number')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show the route of a number' })
  @ApiOkResponse({ type: RouteDto })
  get(@CurrentCaller() caller: Caller, @NumberParam('number') number: string): Promise<RouteDto> {
    return this.routes.get(caller, number);
  }

  @Put(':number')
  @RequireScope('routing:write')
  @ApiOperation({
    summary: 'Say what a number does with a call; it takes effect when you publish',
    description: 'Replaces the whole route: what is left out gets its default.',
  })
  @ApiOkResponse({ type: RouteDto })
  put(
    @CurrentCaller() caller: Caller,
    @NumberParam('number') number: string,
    @Body() request: RouteRequest,
  ): Promise<RouteDto> {
    return this.routes.put(caller, number, request);
  }

  @Delete(':number')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Delete the route of a number; its calls then go to the fallback' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @NumberParam('number') number: string): Promise<void> {
    return this.routes.remove(caller, number);
  }
}
