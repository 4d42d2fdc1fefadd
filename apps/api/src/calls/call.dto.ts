import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import type { StoredRecording } from './call-rows.js';

const STATUSES = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
] as const;
const DIRECTIONS = ['inbound', 'outbound-api', 'outbound-dial'] as const;
const STEPS = ['voice', 'dial-ended', 'refer', 'client', 'disaster-recovery'] as const;
const KINDS = ['voice', 'dial-ended', 'status', 'recording', 'record'] as const;

export class CallsQuery {
  @ApiPropertyOptional({ description: 'How many calls, at most 200.', default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before this one.' })
  @IsOptional()
  @MaxLength(200)
  readonly cursor?: string;

  @ApiPropertyOptional({ description: 'Only calls from or to this number (E.164), SIP URI or client.' })
  @IsOptional()
  @Matches(/^[!-~]{1,200}$/, { message: 'this must be a number such as +14155550100, a SIP URI or client:name' })
  readonly number?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  readonly status?: string;

  @ApiPropertyOptional({ enum: DIRECTIONS })
  @IsOptional()
  @IsIn(DIRECTIONS)
  readonly direction?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Only calls that began at this time or later.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Only calls that began before this time.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly to?: string;
}

export class CallRecordingDto implements StoredRecording {
  @ApiProperty({ example: 'RE0123456789abcdef0123456789abcdef' })
  readonly recordingSid!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly status!: StoredRecording['status'];
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly startedAt!: string | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly durationSeconds!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly channels!: number | null;
  @ApiProperty({ type: String, nullable: true })
  readonly source!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly track!: string | null;
}

export class CallDto {
  @ApiProperty({ example: 'CA0123456789abcdef0123456789abcdef' })
  readonly callSid!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The leg that dialled this one.' })
  readonly parentCallSid!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The Twilio account over which it ran.' })
  readonly credentialId!: string | null;
  @ApiProperty({ type: String, nullable: true, enum: [...DIRECTIONS, null] })
  readonly direction!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly from!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly to!: string | null;
  @ApiProperty({ type: String, nullable: true, enum: [...STATUSES, null] })
  readonly status!: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly startedAt!: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly answeredAt!: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly endedAt!: string | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly durationSeconds!: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'What Twilio charges; negative.', example: '-0.0085' })
  readonly price!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'USD' })
  readonly priceUnit!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Twilio’s error code.' })
  readonly errorCode!: string | null;
  @ApiProperty({ type: Number, nullable: true })
  readonly sipResponseCode!: number | null;
  @ApiProperty({ type: [CallRecordingDto] })
  readonly recordings!: CallRecordingDto[];
}

export class CallsPage {
  @ApiProperty({ type: [CallDto], description: 'The latest first; legs that were dialled for a call are within it.' })
  readonly calls!: CallDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  readonly nextCursor!: string | null;
}

export class CallEventDto {
  @ApiProperty()
  readonly callSid!: string;
  @ApiProperty({ enum: KINDS })
  readonly kind!: string;
  @ApiProperty({ format: 'date-time', description: 'By Twilio’s clock where it told, otherwise when it reached us.' })
  readonly at!: string;
  @ApiProperty({ format: 'date-time' })
  readonly receivedAt!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Twilio’s SequenceNumber.' })
  readonly sequence!: number | null;
  @ApiProperty({ type: Object, description: 'What Twilio told, by its names.' })
  readonly payload!: unknown;
}

export class DecisionDto {
  @ApiProperty({ enum: STEPS })
  readonly step!: string;
  @ApiProperty({ format: 'date-time' })
  readonly decidedAt!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'The published version that decided; null: none was.' })
  readonly version!: number | null;
  @ApiProperty({ enum: ['cache', 'safe-answer'] })
  readonly source!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'How old the configuration in memory was.' })
  readonly cacheAgeMs!: number | null;
  @ApiProperty({ type: Object })
  readonly call!: unknown;
  @ApiProperty({ type: Object })
  readonly decision!: unknown;
  @ApiProperty({ type: Object })
  readonly trace!: unknown;
}

export class CallTimelineDto {
  @ApiProperty({ type: CallDto })
  readonly call!: CallDto;
  @ApiProperty({ type: [CallDto], description: 'The legs that were dialled for it, in order of their beginning.' })
  readonly legs!: CallDto[];
  @ApiProperty({ type: [CallEventDto], description: 'Of the call and its legs, in order; kept for 90 days.' })
  readonly events!: CallEventDto[];
  @ApiProperty({ type: [DecisionDto], description: 'In order; kept for 90 days.' })
  readonly decisions!: DecisionDto[];
}

export class DecisionSentencesDto {
  @ApiProperty({ enum: STEPS })
  readonly step!: string;
  @ApiProperty({ format: 'date-time' })
  readonly decidedAt!: string;
  @ApiProperty({ type: Number, nullable: true })
  readonly version!: number | null;
  @ApiProperty({ type: [String] })
  readonly sentences!: string[];
}

export class CallTraceDto {
  @ApiProperty()
  readonly callSid!: string;
  @ApiProperty({ type: [DecisionSentencesDto], description: 'In order; kept for 90 days.' })
  readonly decisions!: DecisionSentencesDto[];
}
