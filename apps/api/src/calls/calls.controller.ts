import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { CallsPage, CallsQuery, CallTimelineDto, CallTraceDto } from './call.dto.js';
import { CallSidParam } from './call-sid-param.decorator.js';
import { CallsService } from './calls.service.js';

const CALL_SID = { name: 'callSid', example: 'CA0123456789abcdef0123456789abcdef' };

@ApiTags('Calls')
@Controller('calls')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Get()
  @RequireScope('calls:read')
  @ApiOperation({ summary: 'The call log, the latest first' })
  @ApiOkResponse({ type: CallsPage })
  async list(@CurrentCaller() caller: Caller, @Query() query: CallsQuery): Promise<CallsPage> {
    return this.calls.list(caller, query);
  }

  @Get(':callSid')
  @RequireScope('calls:read')
  @ApiParam(CALL_SID)
  @ApiOperation({ summary: 'One call with its legs, what was told of them and what was decided' })
  @ApiOkResponse({ type: CallTimelineDto })
  async get(@CurrentCaller() caller: Caller, @CallSidParam() callSid: string): Promise<CallTimelineDto> {
    return this.calls.timeline(caller, callSid);
  }

  @Get(':callSid/trace')
  @RequireScope('calls:read')
  @ApiParam(CALL_SID)
  @ApiOperation({ summary: 'Why the call went where it went, as sentences' })
  @ApiOkResponse({ type: CallTraceDto })
  async trace(@CurrentCaller() caller: Caller, @CallSidParam() callSid: string): Promise<CallTraceDto> {
    return this.calls.trace(caller, callSid);
  }
}
