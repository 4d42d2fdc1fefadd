import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { Target, Next } from '@app/routing';
import { IsLabel } from '../../credentials/label.decorator.js';
import { datesOf, DatesDto, type DraftNoun } from '../drafts/draft-noun.js';
import { Page } from '../drafts/page.js';
import { inNext, inTarget } from '../drafts/references.js';
import { IfGiven, Nested } from '../fields/nested.decorator.js';
import { FALLBACK, NextDto, toNextOr } from '../fields/next.dto.js';
import { DEFAULT_RING_SECONDS, IsRingSeconds, RING_SECONDS } from '../fields/seconds.decorator.js';
import { TargetDto, toTarget } from '../fields/target.dto.js';

export class DestinationRequest {
  @ApiProperty({ example: 'Reception', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiProperty({ type: TargetDto, example: { kind: 'number', number: '+14155550100' } })
  @Nested(() => TargetDto)
  target!: TargetDto;

  @ApiPropertyOptional({ ...RING_SECONDS, default: DEFAULT_RING_SECONDS })
  @IfGiven()
  @IsRingSeconds()
  ringSeconds?: number;

  @ApiPropertyOptional({ type: NextDto, description: 'When nobody is reached there; left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  next?: NextDto;

  @ApiPropertyOptional({ default: false, description: 'Whether a telephone may transfer a call there (REFER).' })
  @IfGiven()
  @IsBoolean()
  transferable?: boolean;
}

export class DestinationDto extends DatesDto {
  @ApiProperty({ format: 'uuid' }) readonly destinationId!: string;
  @ApiProperty({ example: 'Reception' }) readonly name!: string;
  @ApiProperty({ type: TargetDto, example: { kind: 'number', number: '+14155550100' } }) readonly target!: Target;
  @ApiProperty() readonly ringSeconds!: number;
  @ApiProperty({ type: NextDto }) readonly next!: Next;
  @ApiProperty() readonly transferable!: boolean;
}

export class DestinationPage extends Page {
  @ApiProperty({ type: [DestinationDto], description: 'In the order of their names.' })
  readonly items!: DestinationDto[];
}

export const DESTINATION: DraftNoun<'destinations', DestinationRequest, DestinationDto> = {
  table: 'destinations',
  subject: 'destination',
  orderBy: 'name',
  missing: 'routing.destination_not_found',
  referredAs: 'destination',
  toContent: ({ name, target, ringSeconds, next, transferable }) => ({
    name,
    target: toTarget(target),
    ring_seconds: ringSeconds ?? DEFAULT_RING_SECONDS,
    next: toNextOr(next, FALLBACK),
    transferable: transferable ?? false,
  }),
  toView: (row) => ({
    destinationId: row.id,
    name: row.name,
    target: row.target,
    ringSeconds: row.ring_seconds,
    next: row.next,
    transferable: row.transferable,
    ...datesOf(row),
  }),
  referencesOf: ({ target, next }) => [...inTarget(target, 'target'), ...inNext(next, 'next')],
};
