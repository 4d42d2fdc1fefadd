import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';
import { AgentDto, AgentListDto, ChangeAgentDto, CreateAgentDto } from './agents.dto.js';
import { AgentsService } from './agents.service.js';

@ApiTags('Agents')
@Controller('agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List your LiveKit agents' })
  @ApiOkResponse({ type: AgentListDto })
  list(@CurrentCaller() caller: Caller): Promise<AgentListDto> {
    return this.agents.list(caller);
  }

  @Post()
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Make an agent known, so that numbers and routes can lead to it' })
  @ApiCreatedResponse({ type: AgentDto })
  create(@CurrentCaller() caller: Caller, @Body() dto: CreateAgentDto): Promise<AgentDto> {
    return this.agents.create(caller, dto);
  }

  @Patch(':agentId')
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Give it another name; LiveKit’s side follows' })
  @ApiOkResponse({ type: AgentDto })
  change(
    @CurrentCaller() caller: Caller,
    @UuidParam('agentId') agentId: string,
    @Body() dto: ChangeAgentDto,
  ): Promise<AgentDto> {
    return this.agents.change(caller, agentId, dto);
  }

  @Delete(':agentId')
  @HttpCode(204)
  @RequireScope('routing:write')
  @ApiOperation({ summary: 'Forget an agent that no number and no routing uses, published or drafted' })
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @UuidParam('agentId') agentId: string): Promise<void> {
    return this.agents.remove(caller, agentId);
  }
}
