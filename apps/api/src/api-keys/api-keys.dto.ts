import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ALL_SCOPES, SCOPES, type Scope } from '../auth/scope.js';

const SCOPE_LIST = Object.entries(SCOPES)
  .map(([scope, meaning]) => `\`${scope}\`: ${meaning}`)
  .join(' ');

export class CreateApiKeyRequest {
  @ApiProperty({ example: 'Agent in Frankfurt', maxLength: 80 })
  @IsString()
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}]{1,80}$/u, { message: 'This must be a name of up to 80 characters.' })
  readonly name!: string;

  @ApiProperty({ enum: ALL_SCOPES, isArray: true, description: SCOPE_LIST })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ALL_SCOPES.length)
  @ArrayUnique()
  @IsIn(ALL_SCOPES, { each: true })
  readonly scopes!: Scope[];

  @ApiPropertyOptional({ description: 'Left out, the key is good until it is revoked.', minimum: 1, maximum: 3650 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  readonly expiresInDays?: number;
}

export class ApiKeyView {
  @ApiProperty({ format: 'uuid' })
  readonly apiKeyId!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ description: 'The visible part of the key, to recognise it by.', example: 'tl_live_4f9k2m1x8q0z' })
  readonly prefix!: string;

  @ApiProperty({ enum: ALL_SCOPES, isArray: true })
  readonly scopes!: string[];

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute.' })
  readonly lastUsedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;
}

export class CreatedApiKey extends ApiKeyView {
  @ApiProperty({ description: 'The key itself. It is shown this once and cannot be had again.' })
  readonly token!: string;
}

export class ApiKeyList {
  @ApiProperty({ type: [ApiKeyView] })
  readonly apiKeys!: ApiKeyView[];
}
