import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Next, RingGroup, RingMember } from '@app/routing';
import { IsLabel } from '../../credentials/label.decorator.js';
import { datesOf, DatesDto, type DraftNoun } from '../drafts/draft-noun.js';
import { Page } from '../drafts/page.js';
import { inMembers, inNext } from '../drafts/references.js';
import { IfGiven, Nested, NestedList } from '../fields/nested.decorator.js';
import { FALLBACK, NextDto, toNextOr } from '../fields/next.dto.js';
import { DEFAULT_RING_SECONDS, IsRingSeconds, RING_SECONDS } from '../fields/seconds.decorator.js';
import { MemberTargetDto, toMemberTarget } from '../fields/target.dto.js';

const STRATEGIES = ['simultaneous', 'sequential'] as const;
const MOST_MEMBERS = 100;

export class RingMemberDto {
  @ApiProperty({ example: 'Ada’s desk', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiProperty({ type: MemberTargetDto, example: { kind: 'client', identity: 'ada' } })
  @Nested(() => MemberTargetDto)
  target!: MemberTargetDto;

  @ApiPropertyOptional({ ...RING_SECONDS, default: DEFAULT_RING_SECONDS })
  @IfGiven()
  @IsRingSeconds()
  ringSeconds?: number;
}

export class RingGroupRequest {
  @ApiProperty({ example: 'Support', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiProperty({
    enum: STRATEGIES,
    description:
      'Simultaneous: all ring as long as the most patient one, ten at a time. Sequential: one after the other, in their order.',
  })
  @IsIn(STRATEGIES)
  strategy!: RingGroup['strategy'];

  @ApiProperty({ type: [RingMemberDto], minItems: 1, maxItems: MOST_MEMBERS })
  @NestedList(() => RingMemberDto, { least: 1, most: MOST_MEMBERS })
  members!: RingMemberDto[];

  @ApiPropertyOptional({ type: NextDto, description: 'When no member answers; left out: the fallback.' })
  @IfGiven()
  @Nested(() => NextDto)
  next?: NextDto;
}

export class RingGroupDto extends DatesDto {
  @ApiProperty({ format: 'uuid' }) readonly ringGroupId!: string;
  @ApiProperty({ example: 'Support' }) readonly name!: string;
  @ApiProperty({ enum: STRATEGIES }) readonly strategy!: string;
  @ApiProperty({ type: [RingMemberDto] }) readonly members!: readonly RingMember[];
  @ApiProperty({ type: NextDto }) readonly next!: Next;
}

export class RingGroupPage extends Page {
  @ApiProperty({ type: [RingGroupDto], description: 'In the order of their names.' })
  readonly items!: RingGroupDto[];
}

export const RING_GROUP: DraftNoun<'ring_groups', RingGroupRequest, RingGroupDto> = {
  table: 'ring_groups',
  subject: 'ring-group',
  orderBy: 'name',
  missing: 'routing.ring_group_not_found',
  referredAs: 'ring-group',
  toContent: ({ name, strategy, members, next }) => ({
    name,
    strategy,
    members: members.map((member) => ({
      name: member.name,
      target: toMemberTarget(member.target),
      ringSeconds: member.ringSeconds ?? DEFAULT_RING_SECONDS,
    })),
    next: toNextOr(next, FALLBACK),
  }),
  toView: (row) => ({
    ringGroupId: row.id,
    name: row.name,
    strategy: row.strategy,
    members: row.members,
    next: row.next,
    ...datesOf(row),
  }),
  referencesOf: ({ members, next }) => [...inMembers(members), ...inNext(next, 'next')],
};
