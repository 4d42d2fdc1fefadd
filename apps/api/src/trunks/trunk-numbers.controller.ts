import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { E164_PATTERN, isE164 } from '@app/routing';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { Problem } from '../problems/problem.js';
import { RunDto } from './trunk.dto.js';
import { runDto } from './trunk-views.js';
import { TrunkNumbersService } from './trunk-numbers.service.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';

export class AttachNumberDto {
  @ApiProperty({ example: '+14155550100', description: 'A number that the Twilio account owns, E.164.' })
  @Matches(E164_PATTERN, { message: 'This must be an E.164 number, such as +14155550100' })
  phoneNumber!: string;

  @ApiPropertyOptional({
    default: false,
    description: 'True: go on although the number loses its voice URL or TwiML App.',
  })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;
}

export class TrunkNumberDto {
  @ApiProperty() phoneNumber!: string;
  @ApiProperty() numberSid!: string;
}

@ApiTags('Trunk')
@Controller('twilio-credentials/:credentialId/trunk/numbers')
export class TrunkNumbersController {
  constructor(private readonly numbers: TrunkNumbersService) {}

  @Get()
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'The numbers on the trunk' })
  @ApiOkResponse({ type: [TrunkNumberDto] })
  async list(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
  ): Promise<TrunkNumberDto[]> {
    const numbers = await this.numbers.list(caller, credentialId);
    return numbers.map(({ phoneNumber, numberSid }) => ({ phoneNumber, numberSid }));
  }

  @Post()
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Put a number of the account on the trunk, so that its calls go straight to LiveKit' })
  @ApiAcceptedResponse({ type: RunDto })
  async attach(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: AttachNumberDto,
  ): Promise<RunDto> {
    return runDto(await this.numbers.attach(caller, credentialId, dto.phoneNumber, dto.confirm ?? false));
  }

  @Delete(':phoneNumber')
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Take a number off the trunk; what answered it before is restored' })
  @ApiAcceptedResponse({ type: RunDto })
  async detach(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Param('phoneNumber') phoneNumber: string,
  ): Promise<RunDto> {
    if (!isE164(phoneNumber)) throw new Problem('number.not_on_trunk');
    return runDto(await this.numbers.detach(caller, credentialId, phoneNumber));
  }
}
