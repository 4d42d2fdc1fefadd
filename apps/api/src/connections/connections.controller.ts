import { Body, Controller, Delete, HttpCode, Post, Put, Query, Header } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { CredentialDto, credentialDto } from '../credentials/credential.dto.js';
import { checkedIdempotencyKey } from '../auth/idempotency-key.js';
import { OptionalHeader } from '../auth/optional-header.decorator.js';
import { RunDto } from '../trunks/trunk.dto.js';
import { runDto } from '../trunks/trunk-views.js';
import {
  ConnectDto,
  CreateMainTrunkDto,
  DisconnectQuery,
  MainTrunkCreatedDto,
  RotateAuthTokenDto,
  RotateSipPasswordDto,
  SetApiKeyDto,
} from './connection.dto.js';
import { ConnectionsService } from './connections.service.js';
import { RotationService } from './rotation.service.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';

export class ConnectedDto {
  @ApiProperty({ type: CredentialDto }) credential!: CredentialDto;
  @ApiProperty({ type: RunDto, nullable: true, description: 'Null with provision: false.' }) run!: RunDto | null;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same key with the same request gives the same credential; 8 to 128 printable characters.',
};

@ApiTags('Connect')
@Controller('twilio-credentials')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly rotation: RotationService,
  ) {}

  @Post()
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Connect a Twilio account: checked live, stored encrypted, trunk built' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: ConnectedDto })
  async connect(
    @CurrentCaller() caller: Caller,
    @Body() dto: ConnectDto,
    @OptionalHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<ConnectedDto> {
    const { credential, run } = await this.connections.connect(caller, dto, checkedIdempotencyKey(idempotencyKey));
    return { credential: credentialDto(credential), run: run === null ? null : runDto(run) };
  }

  @Post('create-main-trunk')
  @RequireScope('credentials:write')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Connect and wait for the trunk; the SIP password is shown here only' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiCreatedResponse({ type: MainTrunkCreatedDto })
  createMainTrunk(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateMainTrunkDto,
    @OptionalHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<MainTrunkCreatedDto> {
    return this.connections.createMainTrunk(caller, dto, checkedIdempotencyKey(idempotencyKey));
  }

  @Delete(':credentialId')
  @HttpCode(202)
  @RequireScope('credentials:write')
  @ApiOperation({
    summary: 'Disconnect: undo everything Trunkline made, give back what it adopted, forget the secrets',
  })
  @ApiAcceptedResponse({ type: RunDto })
  async disconnect(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Query() query: DisconnectQuery,
  ): Promise<RunDto> {
    return runDto(await this.connections.disconnect(caller, credentialId, query.abandon === 'true'));
  }

  @Post(':credentialId/rotate-sip-password')
  @HttpCode(202)
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'New SIP user name and password; the old ones work on for the overlap' })
  @ApiAcceptedResponse({ type: RunDto })
  async rotateSipPassword(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: RotateSipPasswordDto,
  ): Promise<RunDto> {
    return runDto(await this.rotation.rotateSipPassword(caller, credentialId, dto.overlapSeconds));
  }

  @Post(':credentialId/rotate-auth-token')
  @HttpCode(200)
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Store the account’s new auth token, after a live check' })
  @ApiOkResponse({ type: CredentialDto })
  async rotateAuthToken(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: RotateAuthTokenDto,
  ): Promise<CredentialDto> {
    return credentialDto(await this.rotation.rotateAuthToken(caller, credentialId, dto.authToken));
  }

  @Put(':credentialId/api-key')
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Use a Twilio API key for REST calls, after a live check' })
  @ApiOkResponse({ type: CredentialDto })
  async setApiKey(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: SetApiKeyDto,
  ): Promise<CredentialDto> {
    return credentialDto(await this.rotation.setApiKey(caller, credentialId, dto.apiKeySid, dto.apiKeySecret));
  }

  @Delete(':credentialId/api-key')
  @RequireScope('credentials:write')
  @ApiOperation({ summary: 'Use the auth token for REST calls again, after a live check' })
  @ApiOkResponse({ type: CredentialDto })
  async removeApiKey(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
  ): Promise<CredentialDto> {
    return credentialDto(await this.rotation.removeApiKey(caller, credentialId));
  }
}
