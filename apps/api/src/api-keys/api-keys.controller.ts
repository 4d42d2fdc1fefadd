import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireUser } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';
import { ApiKeyList, CreateApiKeyRequest, CreatedApiKey } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

/** For signed-in users only: a key that could make keys would outlive its own revocation. */
@ApiTags('API keys')
@RequireUser()
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Post()
  @ApiOperation({ summary: 'Make an API key; its token is in this answer and nowhere else' })
  @ApiCreatedResponse({ type: CreatedApiKey })
  async create(@CurrentCaller() caller: Caller, @Body() request: CreateApiKeyRequest): Promise<CreatedApiKey> {
    return this.apiKeys.create(caller, request);
  }

  @Get()
  @ApiOperation({ summary: 'List the API keys, the newest first' })
  @ApiOkResponse({ type: ApiKeyList })
  async list(@CurrentCaller() caller: Caller): Promise<ApiKeyList> {
    return this.apiKeys.list(caller);
  }

  @Delete(':apiKeyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key; it stops working at once' })
  @ApiNoContentResponse()
  async revoke(@CurrentCaller() caller: Caller, @UuidParam('apiKeyId') apiKeyId: string): Promise<void> {
    await this.apiKeys.revoke(caller, apiKeyId);
  }
}
