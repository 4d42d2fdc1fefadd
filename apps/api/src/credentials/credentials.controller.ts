import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { CredentialDto, RenameCredentialDto } from './credential.dto.js';
import { CredentialsService } from './credentials.service.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';

@ApiTags('Twilio credentials')
@Controller('twilio-credentials')
export class CredentialsController {
  constructor(private readonly credentials: CredentialsService) {}

  @Get()
  @RequireScope('credentials:read')
  @ApiOperation({ summary: 'List your connected Twilio accounts' })
  @ApiOkResponse({ type: [CredentialDto] })
  list(@CurrentCaller() caller: Caller): Promise<CredentialDto[]> {
    return this.credentials.list(caller);
  }

  @Get(':credentialId')
  @RequireScope('credentials:read')
  @ApiOperation({ summary: 'One connected Twilio account and its state' })
  @ApiOkResponse({ type: CredentialDto })
  get(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<CredentialDto> {
    return this.credentials.get(caller, credentialId);
  }

  @Patch(':credentialId')
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Give it another label' })
  @ApiOkResponse({ type: CredentialDto })
  rename(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: RenameCredentialDto,
  ): Promise<CredentialDto> {
    return this.credentials.rename(caller, credentialId, dto.label);
  }

  @Post(':credentialId/activate')
  @HttpCode(200)
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Make it the active one: what agents get when they name none' })
  @ApiOkResponse({ type: CredentialDto })
  activate(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<CredentialDto> {
    return this.credentials.activate(caller, credentialId);
  }
}
