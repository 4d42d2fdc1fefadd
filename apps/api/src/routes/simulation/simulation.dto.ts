import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, Matches } from 'class-validator';
import { E164_PATTERN, type DialStatus, type RouteDecision } from '@app/routing';
import { IsTimeZoneName } from '../business-hours/time.decorators.js';
import { IfGiven } from '../fields/nested.decorator.js';
import { NOT_A_NUMBER } from '../fields/target.dto.js';
import { IsInstant, IsVersionOrDraft } from './moment.decorators.js';

const DIAL_STATUSES = [
  'completed',
  'answered',
  'busy',
  'no-answer',
  'failed',
  'canceled',
] as const satisfies readonly DialStatus[];
const DATE = /^(?:19[7-9]\d|20\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const VERSION = {
  oneOf: [
    { type: 'integer', minimum: 1 },
    { type: 'string', enum: ['draft'] },
  ],
  example: 'draft',
  description: 'A published version, or the draft. Left out: what is in force, and whether dynamic routing is on.',
};
const CALLER = {
  example: '+4930999999',
  description: 'As Twilio writes it: E.164, a SIP URI, or `client:` and an identity.',
} as const;

function IsCaller(): PropertyDecorator {
  return Matches(/^[!-~]{1,255}$/, { message: 'This must be who calls, such as +4930999999 or client:ada' });
}

export class SimulateRequest {
  @ApiProperty({ example: '+4930123456', description: 'The number that is called, E.164.' })
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  number!: string;

  @ApiProperty(CALLER)
  @IsCaller()
  caller!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Left out: now.' })
  @IfGiven()
  @IsInstant()
  at?: string;

  @ApiPropertyOptional(VERSION)
  @IfGiven()
  @IsVersionOrDraft()
  version?: number | 'draft';

  @ApiPropertyOptional({
    enum: DIAL_STATUSES,
    isArray: true,
    maxItems: 50,
    example: ['busy', 'no-answer'],
    description: 'How each dial ends, in order. Dials after these are not answered.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(50)
  @IsIn(DIAL_STATUSES, { each: true })
  outcomes?: DialStatus[];
}

export class SweepRequest {
  @ApiProperty({ example: '+4930123456', description: 'The number that is called, E.164.' })
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  number!: string;

  @ApiProperty({ example: '2026-12-24', format: 'date', description: 'Any day of the week, which begins on Monday.' })
  @Matches(DATE, { message: 'This must be a date, such as 2026-12-24' })
  weekOf!: string;

  @ApiPropertyOptional({
    example: 'Europe/Berlin',
    description: 'Where the days begin. Left out: where the number’s hours are kept, or UTC if it has none.',
  })
  @IfGiven()
  @IsTimeZoneName()
  timeZone?: string;

  @ApiPropertyOptional(CALLER)
  @IfGiven()
  @IsCaller()
  caller?: string;

  @ApiPropertyOptional(VERSION)
  @IfGiven()
  @IsVersionOrDraft()
  version?: number | 'draft';
}

export class ReplayRequest {
  @ApiProperty({ ...VERSION, description: 'A published version, or the draft.' })
  @IsVersionOrDraft()
  version!: number | 'draft';
}

export class TraceStepDto {
  @ApiProperty({ example: 'hours' }) readonly rule!: string;
  @ApiPropertyOptional({ description: 'What it concerns.' }) readonly id?: string;
  @ApiProperty() readonly matched!: boolean;
  @ApiProperty({ description: 'One plain sentence.' }) readonly why!: string;
}

export class DecidedDto {
  @ApiProperty({ format: 'date-time' }) readonly at!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Null: the draft, or nothing was published.' })
  readonly version!: number | null;
  @ApiProperty({ type: Object, description: 'What happens: `action` is dial, say, reject or hangup.' })
  readonly decision!: RouteDecision;
  @ApiProperty({ type: [TraceStepDto], description: 'Which rules were tried, and why each applied or not.' })
  readonly trace!: readonly TraceStepDto[];
  @ApiProperty({
    type: String,
    nullable: true,
    enum: DIAL_STATUSES,
    description: 'How the dial ended; null without one.',
  })
  readonly outcome!: string | null;
}

export class SimulatedStepDto extends DecidedDto {
  @ApiProperty({ description: 'What Twilio would be told. Passwords are hidden; every agent counts as reachable.' })
  readonly twiml!: string;
}

export class SimulationDto {
  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['trunk', 'webhook'],
    description: 'On the trunk a call goes straight to LiveKit and asks none of this. Null: not one of your numbers.',
  })
  readonly plane!: string | null;

  @ApiProperty({ type: [SimulatedStepDto], description: 'To the end of the call.' })
  readonly steps!: readonly SimulatedStepDto[];
}

export class SweptIntervalDto {
  @ApiProperty({ format: 'date-time' }) readonly from!: string;
  @ApiProperty({ format: 'date-time', description: 'The first moment after it.' }) readonly to!: string;
  @ApiProperty({ example: '2026-12-24T09:00' }) readonly localFrom!: string;
  @ApiProperty({ example: '2026-12-24T12:00' }) readonly localTo!: string;
  @ApiProperty({ type: Object, description: 'What happens first with every call in it.' })
  readonly decision!: RouteDecision;
  @ApiProperty({ type: [TraceStepDto], description: 'Why, at its beginning.' })
  readonly trace!: readonly TraceStepDto[];
}

export class SweepDto {
  @ApiProperty({ example: 'Europe/Berlin' }) readonly timeZone!: string;
  @ApiProperty({ type: [SweptIntervalDto], description: 'Without gaps, from Monday to Monday.' })
  readonly intervals!: readonly SweptIntervalDto[];
}

export class ReplayDto {
  @ApiProperty({ example: `CA${'0'.repeat(32)}` }) readonly callSid!: string;
  @ApiProperty({ description: 'Whether both decided alike to the end.' }) readonly isSame!: boolean;
  @ApiProperty({ type: [DecidedDto], description: 'As the call was decided when it came.' })
  readonly stored!: readonly DecidedDto[];
  @ApiProperty({ type: [DecidedDto], description: 'As the other version decides it, each dial ending as it did.' })
  readonly replayed!: readonly DecidedDto[];
}
