import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import type { DestinationPolicy, Next } from '@app/routing';
import { IfGiven, Nested } from '../fields/nested.decorator.js';
import { NextDto } from '../fields/next.dto.js';

const PREFIX = /^\+[1-9]\d{0,14}$/;
const SIP_HOST = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const DEFAULTS = 'Null: the default again.';

/** Which of the fields are set; what is left out stays as it is. */
export class PolicyRequest {
  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    example: ['DE', 'AT'],
    description: `Countries whose ordinary numbers may be called, ISO 3166-1 alpha-2. By default those of your own numbers. ${DEFAULTS}`,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(250)
  @ArrayUnique()
  @Matches(/^[A-Z]{2}$/, { each: true, message: 'Each must be a country code of two capitals, such as DE' })
  countries?: string[] | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    example: ['+4930'],
    description: `E.164 beginnings that are allowed besides the countries; a next step that is a bare number needs one. ${DEFAULTS}`,
  })
  @IsPrefixes()
  allowedPrefixes?: string[] | null;

  @ApiPropertyOptional({ type: [String], nullable: true, example: ['+49180'], description: `These win. ${DEFAULTS}` })
  @IsPrefixes()
  deniedPrefixes?: string[] | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    example: ['example.sip.twilio.com'],
    description: `Hosts that a SIP URI may name, or \`*.\` and a domain; LiveKit’s own is refused. By default none. ${DEFAULTS}`,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Matches(SIP_HOST, { each: true, message: 'Each must be a host in lower case, or *. and a domain' })
  sipHosts?: string[] | null;

  @ApiPropertyOptional({ type: Boolean, nullable: true, description: `Premium-rate numbers too. ${DEFAULTS}` })
  @IsOptional()
  @IsBoolean()
  allowPremium?: boolean | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 60,
    maximum: 86_400,
    default: 3_600,
    description: `The longest a call to a telephone number may last. ${DEFAULTS}`,
  })
  @IsOptional()
  @IsInt()
  @Min(60)
  @Max(86_400)
  maxCallSeconds?: number | null;
}

function IsPrefixes(): PropertyDecorator {
  return (target, name) => {
    IsOptional()(target, name);
    IsArray()(target, name);
    ArrayMaxSize(200)(target, name);
    ArrayUnique()(target, name);
    Matches(PREFIX, { each: true, message: 'Each must be the beginning of an E.164 number, such as +4930' })(
      target,
      name,
    );
  };
}

export class ChangeRoutingRequest {
  @ApiPropertyOptional({
    description: 'False: every call goes to the fallback, at once; what you edited and published stays.',
  })
  @IfGiven()
  @IsBoolean()
  isDynamic?: boolean;

  @ApiPropertyOptional({
    type: NextDto,
    nullable: true,
    example: { kind: 'announcement', text: 'Please call again tomorrow.', language: 'en-US' },
    description:
      'Where every call ends for which nothing else is said; takes effect when you publish. Null: the default.',
  })
  @ValidateIf((_, value: unknown) => value !== undefined && value !== null)
  @Nested(() => NextDto)
  fallback?: NextDto | null;

  @ApiPropertyOptional({ type: PolicyRequest, description: 'Takes effect when you publish.' })
  @IfGiven()
  @Nested(() => PolicyRequest)
  policy?: PolicyRequest;
}

export class PolicyDto {
  @ApiProperty({ type: [String] }) readonly countries!: readonly string[];
  @ApiProperty({ type: [String] }) readonly allowedPrefixes!: readonly string[];
  @ApiProperty({ type: [String] }) readonly deniedPrefixes!: readonly string[];
  @ApiProperty({ type: [String] }) readonly sipHosts!: readonly string[];
  @ApiProperty() readonly allowPremium!: boolean;
  @ApiProperty() readonly maxCallSeconds!: number;
}

export class RoutingDto {
  @ApiProperty({ type: Number, nullable: true, description: 'Null: nothing is published yet.' })
  readonly publishedVersion!: number | null;

  @ApiProperty({ description: 'False: every call goes to the fallback.' })
  readonly isDynamic!: boolean;

  @ApiProperty({ description: 'True: publishing would change something.' })
  readonly draftDiffers!: boolean;

  @ApiProperty({ type: PolicyDto, description: 'Of the draft, defaults filled in.' })
  readonly policy!: DestinationPolicy;

  @ApiProperty({ type: NextDto, description: 'Of the draft.' })
  readonly fallback!: Next;
}

/** What is published or checked, in one JSON value; see GET /routing/draft for a whole one. */
export class RoutingDocumentDto {
  @ApiProperty({ enum: [1] }) readonly format!: 1;
  @ApiProperty({ type: Object, description: 'By called number.' }) readonly routes!: object;
  @ApiProperty({ type: Object, description: 'By called number, in the order in which they are tried.' })
  readonly forwarding!: object;
  @ApiProperty({ type: Object, description: 'By id.' }) readonly ringGroups!: object;
  @ApiProperty({ type: Object, description: 'By id.' }) readonly destinations!: object;
  @ApiProperty({ type: Object, description: 'By id.' }) readonly hours!: object;
  @ApiProperty({ type: Object, description: 'By id.' }) readonly agents!: object;
  @ApiProperty({ type: PolicyDto }) readonly policy!: DestinationPolicy;
  @ApiProperty({ type: NextDto }) readonly fallback!: Next;
}
