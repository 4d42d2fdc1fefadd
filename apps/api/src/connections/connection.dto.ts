import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsLabel } from '../credentials/label.decorator.js';

const TRANSFER_MODES = ['disable-all', 'enable-all', 'sip-only'] as const;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

/** The origin system's request, field for field. */
export class CreateMainTrunkDto {
  @ApiProperty({
    example: 'ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    description: 'From the front page of the Twilio Console.',
  })
  @Transform(trimmed)
  @Matches(/^AC[0-9a-f]{32}$/, { message: 'This must be AC followed by 32 hexadecimal digits' })
  accountSid!: string;

  @ApiProperty({ description: 'The primary auth token of that account.' })
  @Transform(trimmed)
  @Matches(/^[!-~]{16,128}$/, { message: 'This must be 16 to 128 printable characters without spaces' })
  authToken!: string;

  @ApiPropertyOptional({ example: 'Production', default: 'Twilio', maxLength: 64 })
  @IsOptional()
  @IsLabel()
  label?: string;
}

export class ConnectDto {
  @ApiProperty({
    example: 'ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    description: 'From the front page of the Twilio Console.',
  })
  @Transform(trimmed)
  @Matches(/^AC[0-9a-f]{32}$/, { message: 'This must be AC followed by 32 hexadecimal digits' })
  accountSid!: string;

  @ApiPropertyOptional({
    description: 'The primary auth token. Needed sooner or later for webhooks: Twilio signs them with it.',
  })
  @ValidateIf((dto: ConnectDto) => dto.authToken !== undefined)
  @Transform(trimmed)
  @Matches(/^[!-~]{16,128}$/, { message: 'This must be 16 to 128 printable characters without spaces' })
  authToken?: string;

  @ApiPropertyOptional({
    example: 'SKxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    description: 'An API key instead of, or beside, the token.',
  })
  @ValidateIf((dto: ConnectDto) => dto.apiKeySid !== undefined || dto.apiKeySecret !== undefined)
  @Transform(trimmed)
  @Matches(/^SK[0-9a-f]{32}$/, { message: 'This must be SK followed by 32 hexadecimal digits' })
  apiKeySid?: string;

  @ApiPropertyOptional({ description: 'The secret that Twilio showed once when the key was made.' })
  @ValidateIf((dto: ConnectDto) => dto.apiKeySid !== undefined || dto.apiKeySecret !== undefined)
  @Transform(trimmed)
  @Matches(/^[!-~]{16,128}$/, { message: 'This must be 16 to 128 printable characters without spaces' })
  apiKeySecret?: string;

  @ApiPropertyOptional({ example: 'Production', default: 'Twilio', maxLength: 64 })
  @IsOptional()
  @IsLabel()
  label?: string;

  @ApiPropertyOptional({
    default: true,
    description: 'False: store the account, show the plan, and build nothing before it is applied.',
  })
  @IsOptional()
  @IsBoolean()
  provision?: boolean;

  @ApiPropertyOptional({ default: false, description: 'True: go on although it is a trial account.' })
  @IsOptional()
  @IsBoolean()
  acceptTrial?: boolean;

  @ApiPropertyOptional({ default: false, description: 'TLS and SRTP on both sides, and nothing else.' })
  @IsOptional()
  @IsBoolean()
  secure?: boolean;

  @ApiPropertyOptional({
    enum: TRANSFER_MODES,
    default: 'disable-all',
    description: 'Whether agents may transfer calls (SIP REFER).',
  })
  @IsOptional()
  @IsIn(TRANSFER_MODES)
  transferMode?: (typeof TRANSFER_MODES)[number];
}

export class RotateSipPasswordDto {
  @ApiPropertyOptional({
    description: 'How long the old password goes on working; the installation’s default is a day.',
    minimum: 0,
    maximum: 604_800,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(604_800)
  overlapSeconds?: number;
}

export class RotateAuthTokenDto {
  @ApiProperty({ description: 'The new primary auth token.' })
  @Transform(trimmed)
  @Matches(/^[!-~]{16,128}$/, { message: 'This must be 16 to 128 printable characters without spaces' })
  authToken!: string;
}

export class SetApiKeyDto {
  @ApiProperty({ example: 'SKxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' })
  @Transform(trimmed)
  @Matches(/^SK[0-9a-f]{32}$/, { message: 'This must be SK followed by 32 hexadecimal digits' })
  apiKeySid!: string;

  @ApiProperty()
  @Transform(trimmed)
  @Matches(/^[!-~]{16,128}$/, { message: 'This must be 16 to 128 printable characters without spaces' })
  apiKeySecret!: string;
}

export class DisconnectQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description:
      'True: forget the account without touching Twilio, for when nobody can sign in there or read the stored secrets any more.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  abandon?: 'true' | 'false';
}

/** The origin system's answer, field for field. The password is shown here and nowhere else. */
export class MainTrunkCreatedDto {
  @ApiProperty() success!: true;
  @ApiProperty() message!: string;
  @ApiProperty() trunkSid!: string;
  @ApiProperty() trunkName!: string;
  @ApiProperty() domainName!: string;
  @ApiProperty() domainPrefix!: string;
  @ApiProperty() credentialListSid!: string;
  @ApiProperty() sipUsername!: string;
  @ApiProperty() sipPassword!: string;
}
