import { Body, Controller, Delete, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';
import { planDto, runDto } from '../trunks/trunk-views.js';
import { RunDto } from '../trunks/trunk.dto.js';
import {
  ChangeNumberDto,
  ChangePlaneDto,
  NumberChangedDto,
  PlaneChangeDto,
  ReleaseNumberDto,
} from './number-changes.dto.js';
import { NumberChangesService } from './number-changes.service.js';
import { numberDto } from './number.dto.js';
import { NumbersService } from './numbers.service.js';

@ApiTags('Numbers')
@Controller('phone-numbers/:numberId')
export class NumberChangesController {
  constructor(
    private readonly changes: NumberChangesService,
    private readonly numbers: NumbersService,
  ) {}

  @Post('plane')
  @HttpCode(200)
  @RequireScope('numbers:write')
  @ApiOperation({ summary: 'Choose what answers a number: the trunk, your routes, or what did before' })
  @ApiOkResponse({ type: PlaneChangeDto })
  async changePlane(
    @CurrentCaller() caller: Caller,
    @UuidParam('numberId') numberId: string,
    @Body() dto: ChangePlaneDto,
  ): Promise<PlaneChangeDto> {
    const plane = dto.plane === 'none' ? null : dto.plane;
    if (dto.dryRun === true) {
      const { loses, plan } = await this.changes.previewPlane(caller, numberId, plane);
      return { loses: [...loses], plan: planDto(plan), run: null };
    }
    const { loses, run } = await this.changes.changePlane(caller, numberId, plane, dto.confirm ?? false);
    return { loses: [...loses], plan: null, run: runDto(run) };
  }

  @Patch()
  @RequireScope('numbers:write')
  @ApiOperation({ summary: 'Name a number, here or at Twilio' })
  @ApiOkResponse({ type: NumberChangedDto })
  async change(
    @CurrentCaller() caller: Caller,
    @UuidParam('numberId') numberId: string,
    @Body() dto: ChangeNumberDto,
  ): Promise<NumberChangedDto> {
    const run = await this.changes.change(caller, numberId, dto);
    return { number: numberDto(await this.numbers.view(caller, numberId)), run: run && runDto(run) };
  }

  @Delete()
  @HttpCode(202)
  @RequireScope('numbers:write')
  @ApiOperation({ summary: 'Release a number for good: LiveKit lets go of it, then it is given back to Twilio' })
  @ApiAcceptedResponse({ type: RunDto })
  async release(
    @CurrentCaller() caller: Caller,
    @UuidParam('numberId') numberId: string,
    @Body() dto: ReleaseNumberDto,
  ): Promise<RunDto> {
    return runDto(await this.changes.release(caller, numberId, dto.confirm));
  }
}
