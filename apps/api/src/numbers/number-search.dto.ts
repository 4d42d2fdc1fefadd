import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsOptional, IsUUID, Matches, Max, Min } from 'class-validator';
import { NUMBER_TYPES, type NumberCapabilities, type NumberType } from '@app/twilio-trunk';
import type { SearchResult } from './number-search.service.js';
import { CapabilitiesDto } from './number.dto.js';
import { addressNeed } from './search-words.js';

const CAPABILITIES = ['voice', 'sms', 'mms', 'fax'] as const satisfies readonly (keyof NumberCapabilities)[];

export class AvailableNumbersQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Default: the active Twilio account.' })
  @IsOptional()
  @IsUUID()
  readonly credentialId?: string;

  @ApiProperty({ example: 'US', description: 'ISO 3166-1, two letters.' })
  @Matches(/^[A-Za-z]{2}$/, { message: 'This must be a country in two letters, such as US' })
  readonly country!: string;

  @ApiPropertyOptional({ enum: NUMBER_TYPES, description: 'Default: local where there is that.' })
  @IsOptional()
  @IsIn(NUMBER_TYPES)
  readonly type?: NumberType;

  @ApiPropertyOptional({ example: '415', description: 'Local numbers of the United States and Canada only.' })
  @IsOptional()
  @Matches(/^[2-9]\d{2}$/, { message: 'This must be an area code of three digits, such as 415' })
  readonly areaCode?: string;

  @ApiPropertyOptional({ example: '4155**99', description: '2 to 16 digits or letters; * stands for any one digit.' })
  @IsOptional()
  @Matches(/^\+?[0-9A-Za-z*]{2,15}$/, { message: 'This must be 2 to 15 digits, letters or *' })
  readonly contains?: string;

  @ApiPropertyOptional({ enum: CAPABILITIES, isArray: true, description: 'What it must be able to do: voice,sms.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(4)
  @IsIn(CAPABILITIES, { each: true })
  readonly capabilities: (typeof CAPABILITIES)[number][] = [];

  @ApiPropertyOptional({ description: 'How many, at most 100.', default: 20, minimum: 1, maximum: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit: number = 20;
}

export class AvailableNumberDto {
  @ApiProperty({ example: '+14155550100' }) phoneNumber!: string;
  @ApiProperty() friendlyName!: string;
  @ApiProperty({ type: String, nullable: true }) locality!: string | null;
  @ApiProperty({ type: String, nullable: true }) region!: string | null;
  @ApiProperty() country!: string;
  @ApiProperty({ type: CapabilitiesDto }) capabilities!: CapabilitiesDto;
  @ApiProperty({ enum: ['none', 'any', 'local', 'foreign'] }) addressRequirement!: string;
  @ApiProperty({ type: String, nullable: true, description: 'What Twilio demands before it sells; null: nothing.' })
  needs!: string | null;
  @ApiProperty() beta!: boolean;
}

export class AvailableNumbersDto {
  @ApiProperty({ description: 'The Twilio account that was asked.' }) credentialId!: string;
  @ApiProperty() country!: string;
  @ApiProperty({ enum: NUMBER_TYPES }) type!: string;
  @ApiProperty({ enum: NUMBER_TYPES, isArray: true, description: 'What Twilio sells in this country.' })
  types!: string[];
  @ApiProperty({ type: [AvailableNumberDto], description: 'None is reserved: somebody else may buy it first.' })
  numbers!: AvailableNumberDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Why nothing was found.' }) explanation!: string | null;
}

export function availableNumbersDto(result: SearchResult): AvailableNumbersDto {
  return {
    credentialId: result.credentialId,
    country: result.country,
    type: result.type,
    types: [...result.types],
    numbers: result.numbers.map((number) => ({
      phoneNumber: number.phoneNumber,
      friendlyName: number.friendlyName,
      locality: number.locality,
      region: number.region,
      country: number.country,
      capabilities: { ...number.capabilities },
      addressRequirement: number.addressRequirement,
      needs: addressNeed(number.addressRequirement),
      beta: number.beta,
    })),
    explanation: result.explanation,
  };
}
