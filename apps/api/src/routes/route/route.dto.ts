import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import type { Next, RecordMode, Route, Target } from '@app/routing';
import { datesOf, DatesDto, type DraftNoun } from '../drafts/draft-noun.js';
import { Page } from '../drafts/page.js';
import { inHours, inNext, inTarget } from '../drafts/references.js';
import { IfGiven, Nested } from '../fields/nested.decorator.js';
import { FALLBACK, NextDto, toNextOr } from '../fields/next.dto.js';
import { DEFAULT_RING_SECONDS, IsRingSeconds, RING_SECONDS } from '../fields/seconds.decorator.js';
import { TargetDto, toTarget } from '../fields/target.dto.js';

const CALLER_IDS = ['caller', 'called'] as const;
const RECORD_MODES = [
  'do-not-record',
  'record-from-answer',
  'record-from-ringing',
  'record-from-answer-dual',
  'record-from-ringing-dual',
] as const satisfies readonly RecordMode[];

export class RouteRequest {
  @ApiProperty({ type: TargetDto, example: { kind: 'agent', agentId: '5f0c3a34-9b7e-4a55-8f0e-6f2f1d1f2a10' } })
  @Nested(() => TargetDto)
  target!: TargetDto;

  @ApiPropertyOptional({ format: 'uuid', type: String, nullable: true, description: 'Null or left out: always open.' })
  @IsOptional()
  @IsUUID()
  hoursId?: string | null;

  @ApiPropertyOptional({ type: NextDto, description: 'Outside the hours; left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  closed?: NextDto;

  @ApiPropertyOptional({ ...RING_SECONDS, default: DEFAULT_RING_SECONDS })
  @IfGiven()
  @IsRingSeconds()
  ringSeconds?: number;

  @ApiPropertyOptional({ type: NextDto, description: 'Left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  onBusy?: NextDto;

  @ApiPropertyOptional({ type: NextDto, description: 'Left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  onNoAnswer?: NextDto;

  @ApiPropertyOptional({ type: NextDto, description: 'Left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  onFailure?: NextDto;

  @ApiPropertyOptional({
    enum: CALLER_IDS,
    default: 'caller',
    description: 'What a telephone called for this call shows: the caller’s number, or the number that was called.',
  })
  @IfGiven()
  @IsIn(CALLER_IDS)
  callerId?: Route['callerId'];

  @ApiPropertyOptional({ enum: RECORD_MODES, default: 'do-not-record' })
  @IfGiven()
  @IsIn(RECORD_MODES)
  record?: RecordMode;
}

export class RouteDto extends DatesDto {
  @ApiProperty({ example: '+14155550100' }) readonly phoneNumber!: string;
  @ApiProperty({ type: TargetDto }) readonly target!: Target;
  @ApiProperty({ type: String, nullable: true }) readonly hoursId!: string | null;
  @ApiProperty({ type: NextDto }) readonly closed!: Next;
  @ApiProperty() readonly ringSeconds!: number;
  @ApiProperty({ type: NextDto }) readonly onBusy!: Next;
  @ApiProperty({ type: NextDto }) readonly onNoAnswer!: Next;
  @ApiProperty({ type: NextDto }) readonly onFailure!: Next;
  @ApiProperty({ enum: CALLER_IDS }) readonly callerId!: string;
  @ApiProperty({ enum: RECORD_MODES }) readonly record!: string;
}

export class RoutePage extends Page {
  @ApiProperty({ type: [RouteDto], description: 'In the order of their numbers.' })
  readonly items!: RouteDto[];
}

export interface NumberedRoute {
  readonly phoneNumber: string;
  readonly request: RouteRequest;
}

export const ROUTE: DraftNoun<'routes', NumberedRoute, RouteDto> = {
  table: 'routes',
  subject: 'route',
  orderBy: 'phone_number',
  missing: 'routing.route_not_found',
  referredAs: null,
  toContent: ({ phoneNumber, request }) => ({
    phone_number: phoneNumber,
    target: toTarget(request.target),
    hours_id: request.hoursId ?? null,
    closed: toNextOr(request.closed, FALLBACK),
    ring_seconds: request.ringSeconds ?? DEFAULT_RING_SECONDS,
    on_busy: toNextOr(request.onBusy, FALLBACK),
    on_no_answer: toNextOr(request.onNoAnswer, FALLBACK),
    on_failure: toNextOr(request.onFailure, FALLBACK),
    caller_id: request.callerId ?? 'caller',
    record: request.record ?? 'do-not-record',
  }),
  toView: (row) => ({
    phoneNumber: row.phone_number,
    target: row.target,
    hoursId: row.hours_id,
    closed: row.closed,
    ringSeconds: row.ring_seconds,
    onBusy: row.on_busy,
    onNoAnswer: row.on_no_answer,
    onFailure: row.on_failure,
    callerId: row.caller_id,
    record: row.record,
    ...datesOf(row),
  }),
  referencesOf: (content) => [
    ...inHours(content.hours_id),
    ...inTarget(content.target, 'target'),
    ...inNext(content.closed, 'closed'),
    ...inNext(content.on_busy, 'onBusy'),
    ...inNext(content.on_no_answer, 'onNoAnswer'),
    ...inNext(content.on_failure, 'onFailure'),
  ],
};
