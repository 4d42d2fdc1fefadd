import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { E164_PATTERN, type ForwardingRule, type Next } from '@app/routing';
import { datesOf, DatesDto, type DraftNoun } from '../drafts/draft-noun.js';
import { Page, PageQuery } from '../drafts/page.js';
import { inNext } from '../drafts/references.js';
import { IfGiven, Nested } from '../fields/nested.decorator.js';
import { NextDto, toNext } from '../fields/next.dto.js';
import { IsRingSeconds, RING_SECONDS } from '../fields/seconds.decorator.js';
import { NOT_A_NUMBER } from '../fields/target.dto.js';

const CONDITIONS = ['always', 'busy', 'no-answer'] as const;

export class ForwardingQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only the rules of this number, E.164.', example: '+14155550100' })
  @IsOptional()
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  readonly phoneNumber?: string;
}

export class ForwardingRequest {
  @ApiProperty({ description: 'The number that is called, E.164.', example: '+14155550100' })
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  phoneNumber!: string;

  @ApiProperty({ enum: CONDITIONS })
  @IsIn(CONDITIONS)
  condition!: ForwardingRule['condition'];

  @ApiProperty({ type: NextDto, example: { kind: 'number', number: '+14155550123' } })
  @Nested(() => NextDto)
  to!: NextDto;

  @ApiPropertyOptional({ default: true })
  @IfGiven()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    ...RING_SECONDS,
    type: Number,
    nullable: true,
    description:
      'With no-answer: how long the number’s own target rings before. Null or left out: as long as its route says.',
  })
  @IsOptional()
  @IsRingSeconds()
  ringSeconds?: number | null;

  @ApiPropertyOptional({
    default: 0,
    minimum: 0,
    maximum: 999,
    description: 'Of several rules the lowest is tried first.',
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(999)
  position?: number;
}

export class ToggleForwardingRequest {
  @ApiProperty()
  @IsBoolean()
  enabled!: boolean;
}

export class ForwardingDto extends DatesDto {
  @ApiProperty({ format: 'uuid' }) readonly forwardingId!: string;
  @ApiProperty({ example: '+14155550100' }) readonly phoneNumber!: string;
  @ApiProperty({ enum: CONDITIONS }) readonly condition!: string;
  @ApiProperty({ type: NextDto }) readonly to!: Next;
  @ApiProperty() readonly enabled!: boolean;
  @ApiProperty({ type: Number, nullable: true }) readonly ringSeconds!: number | null;
  @ApiProperty() readonly position!: number;
}

export class ForwardingPage extends Page {
  @ApiProperty({ type: [ForwardingDto], description: 'By number, then in the order in which they are tried.' })
  readonly items!: ForwardingDto[];
}

export const FORWARDING: DraftNoun<'call_forwarding', ForwardingRequest, ForwardingDto> = {
  table: 'call_forwarding',
  subject: 'call-forwarding',
  orderBy: 'sort_key',
  missing: 'routing.forwarding_not_found',
  referredAs: null,
  toContent: ({ phoneNumber, condition, to, enabled, ringSeconds, position }) => ({
    phone_number: phoneNumber,
    forwarding_type: condition,
    forward_to: toNext(to),
    is_active: enabled ?? true,
    ring_timeout: ringSeconds ?? null,
    position: position ?? 0,
  }),
  toView: (row) => ({
    forwardingId: row.id,
    phoneNumber: row.phone_number,
    condition: row.forwarding_type,
    to: row.forward_to,
    enabled: row.is_active,
    ringSeconds: row.ring_timeout,
    position: row.position,
    ...datesOf(row),
  }),
  referencesOf: ({ forward_to: to }) => inNext(to, 'to'),
};
