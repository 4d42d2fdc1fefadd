import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { SipConfigDto, SipConfigQuery } from './sip-config.dto.js';
import { SipConfigService } from './sip-config.service.js';

@ApiTags('Agents')
@Controller('sip-config')
export class SipConfigController {
  constructor(private readonly sipConfig: SipConfigService) {}

  @Get()
  @RequireScope('sip-config:read')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Everything an agent needs to place and take calls; 409 with the blockers when not ready' })
  @ApiOkResponse({ type: SipConfigDto })
  get(@CurrentCaller() caller: Caller, @Query() query: SipConfigQuery): Promise<SipConfigDto> {
    return this.sipConfig.get(caller, query);
  }
}
