import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { Problem } from '../../problems/problem.js';
import { ReplayDto, ReplayRequest, SimulateRequest, SimulationDto, SweepDto, SweepRequest } from './simulation.dto.js';
import { SimulationService } from './simulation.service.js';

@ApiTags('Routing')
@Controller()
export class SimulationController {
  constructor(private readonly simulation: SimulationService) {}

  @Post('routing/simulate')
  @HttpCode(200)
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Where would this call go, step by step to its end, and why; nobody is called' })
  @ApiOkResponse({ type: SimulationDto })
  simulate(@CurrentCaller() caller: Caller, @Body() request: SimulateRequest): Promise<SimulationDto> {
    return this.simulation.simulate(caller, request);
  }

  @Post('routing/sweep')
  @HttpCode(200)
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'What a number does at every minute of a week, as intervals' })
  @ApiOkResponse({ type: SweepDto })
  sweep(@CurrentCaller() caller: Caller, @Body() request: SweepRequest): Promise<SweepDto> {
    return this.simulation.sweep(caller, request);
  }

  @Post('calls/:callSid/replay')
  @HttpCode(200)
  @RequireScope('calls:read')
  @ApiOperation({ summary: 'Decide a past call again as another version would have, beside what was decided' })
  @ApiOkResponse({ type: ReplayDto })
  replay(
    @CurrentCaller() caller: Caller,
    @Param('callSid') callSid: string,
    @Body() { version }: ReplayRequest,
  ): Promise<ReplayDto> {
    if (!/^CA[0-9a-f]{32}$/.test(callSid)) throw new Problem('call.not_found');
    return this.simulation.replay(caller, callSid, version);
  }
}
