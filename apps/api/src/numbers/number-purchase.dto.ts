import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches, ValidateIf } from 'class-validator';
import { E164_PATTERN } from '@app/routing';
import { RunDto } from '../trunks/trunk.dto.js';
import { NumberDto } from './number.dto.js';
import { PLANES, type Plane } from './number.js';

const NAME = /^\P{Cc}{1,64}$/u;
const NAME_MESSAGE = 'This must be 1 to 64 characters, none of them a control character';

/** May be left out; unlike with `IsOptional`, null is checked and refused. */
const IfGiven = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

export class BuyNumberDto {
  @ApiProperty({ example: '+14155550100', description: 'Exactly this number, E.164, as the search shows it.' })
  @Matches(E164_PATTERN, { message: 'This must be an E.164 number, such as +14155550100' })
  phoneNumber!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Default: the active Twilio account.' })
  @IsOptional()
  @IsUUID()
  credentialId?: string;

  @ApiPropertyOptional({ description: 'An address of the account, where the number demands one.' })
  @IfGiven()
  @Matches(/^AD[0-9a-f]{32}$/, { message: 'This must be the SID of an address: AD and 32 hexadecimal digits' })
  addressSid?: string;

  @ApiPropertyOptional({ description: 'An approved regulatory bundle, where the number demands one.' })
  @IfGiven()
  @Matches(/^BU[0-9a-f]{32}$/, { message: 'This must be the SID of a bundle: BU and 32 hexadecimal digits' })
  bundleSid?: string;

  @ApiPropertyOptional({ maxLength: 64, description: 'What it is to be called at Twilio.' })
  @IfGiven()
  @Matches(NAME, { message: NAME_MESSAGE })
  friendlyName?: string;

  @ApiPropertyOptional({ maxLength: 64, description: 'What you call it here.' })
  @IfGiven()
  @Matches(NAME, { message: NAME_MESSAGE })
  label?: string;

  @ApiPropertyOptional({ enum: PLANES, description: 'What shall answer it once it is bought; default: nothing yet.' })
  @IfGiven()
  @IsIn(PLANES)
  plane?: Plane;
}

export class NumberBoughtDto {
  @ApiProperty({ type: NumberDto }) number!: NumberDto;
  @ApiProperty({ type: RunDto, nullable: true, description: 'Puts it on the plane; null without one.' })
  run!: RunDto | null;
}
