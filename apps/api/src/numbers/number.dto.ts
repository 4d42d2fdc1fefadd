import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Matches, Max, Min } from 'class-validator';
import { NUMBER_STATUSES, PLANES, type NumberStatus } from './number.js';
import type { NumberView } from './numbers.service.js';

export class CapabilitiesDto {
  @ApiProperty() voice!: boolean;
  @ApiProperty() sms!: boolean;
  @ApiProperty() mms!: boolean;
  @ApiProperty() fax!: boolean;
}

export class NumberAgentDto {
  @ApiProperty({ format: 'uuid' }) agentId!: string;
  @ApiProperty({ type: String, nullable: true }) name!: string | null;
}

export class NumberRouteDto {
  @ApiProperty({ description: 'The published version it stands in.' }) version!: number;
  @ApiProperty({ type: Object, description: 'The target of the route, as published.' }) target!: object;
}

export class NumberStatisticsDto {
  @ApiProperty() inbound!: number;
  @ApiProperty({ description: 'Of those inbound.' }) answered!: number;
  @ApiProperty({ description: 'Calls that showed the number as their caller.' }) outbound!: number;
  @ApiProperty() seconds!: number;
}

export class NumberDto {
  @ApiProperty({ format: 'uuid' }) numberId!: string;
  @ApiProperty({ example: '+14155550100' }) phoneNumber!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null while it is being bought.' })
  numberSid!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null once it is released.' })
  credentialId!: string | null;
  @ApiProperty({ enum: NUMBER_STATUSES }) status!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    enum: [...PLANES, null],
    description: 'Null: Trunkline answers nothing.',
  })
  plane!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What you call it here.' }) label!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What it is called at Twilio.' })
  friendlyName!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'local' }) type!: string | null;
  @ApiProperty({ type: CapabilitiesDto, nullable: true }) capabilities!: CapabilitiesDto | null;
  @ApiProperty({ type: NumberAgentDto, nullable: true, description: 'Null: the installation’s own agent.' })
  agent!: NumberAgentDto | null;
  @ApiProperty({ type: NumberRouteDto, nullable: true, description: 'Null: nothing is published for it.' })
  route!: NumberRouteDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null: it never called nor was called.' })
  lastCallAt!: string | null;
  @ApiProperty({ type: NumberStatisticsDto, description: 'Of the last 30 days.' })
  statistics!: NumberStatisticsDto;
  @ApiProperty() createdAt!: string;
  @ApiProperty({ type: String, nullable: true }) releasedAt!: string | null;
}

export class NumberPageDto {
  @ApiProperty({ type: [NumberDto] }) numbers!: NumberDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' }) nextCursor!: string | null;
}

export class NumberQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly credentialId?: string;

  @ApiPropertyOptional({ enum: [...PLANES, 'none'] })
  @IsOptional()
  @IsIn([...PLANES, 'none'])
  readonly plane?: (typeof PLANES)[number] | 'none';

  @ApiPropertyOptional({ enum: NUMBER_STATUSES, description: 'Default: all but released ones.' })
  @IsOptional()
  @IsIn(NUMBER_STATUSES)
  readonly status?: NumberStatus;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly agentId?: string;

  @ApiPropertyOptional({ example: '415', description: 'Digits that stand in the number.' })
  @IsOptional()
  @Matches(/^\d{1,15}$/, { message: 'This must be 1 to 15 digits' })
  readonly contains?: string;

  @ApiPropertyOptional({ description: 'How many, at most 200.', default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before this one.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,200}$/, { message: 'This must be the "nextCursor" of a page' })
  readonly cursor?: string;
}

export function numberDto({ number, agentName, route, statistics }: NumberView): NumberDto {
  const { capabilities } = number;
  return {
    numberId: number.numberId,
    phoneNumber: number.phoneNumber,
    numberSid: number.numberSid,
    credentialId: number.credentialId,
    status: number.status,
    plane: number.plane,
    label: number.label,
    friendlyName: number.friendlyName,
    type: number.numberType,
    capabilities: capabilities && {
      voice: capabilities.voice,
      sms: capabilities.sms,
      mms: capabilities.mms,
      fax: capabilities.fax,
    },
    agent: number.agentId === null ? null : { agentId: number.agentId, name: agentName },
    route: route && { version: route.version, target: route.target },
    lastCallAt: statistics.lastCallAt?.toISOString() ?? null,
    statistics: {
      inbound: statistics.inbound,
      answered: statistics.answered,
      outbound: statistics.outbound,
      seconds: statistics.seconds,
    },
    createdAt: number.createdAt.toISOString(),
    releasedAt: number.releasedAt?.toISOString() ?? null,
  };
}
