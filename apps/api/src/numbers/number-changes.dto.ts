import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, Matches, ValidateIf } from 'class-validator';
import { E164_PATTERN } from '@app/routing';
import { PlanDto, RunDto } from '../trunks/trunk.dto.js';
import { NumberDto } from './number.dto.js';
import { PLANES, type Plane } from './number.js';

const NAME = /^\P{Cc}{1,64}$/u;
const NAME_MESSAGE = 'This must be 1 to 64 characters, none of them a control character';

/** May be left out; unlike with `IsOptional`, null is checked and refused. */
const IfGiven = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

export class ChangePlaneDto {
  @ApiProperty({
    enum: [...PLANES, 'none'],
    description: 'trunk: straight to LiveKit. webhook: as your routes say. none: as before Trunkline.',
  })
  @IsIn([...PLANES, 'none'])
  plane!: Plane | 'none';

  @ApiPropertyOptional({ default: false, description: 'True: only tell what would be done and lost.' })
  @IfGiven()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({ default: false, description: 'True: go on although something of yours is not used then.' })
  @IfGiven()
  @IsBoolean()
  confirm?: boolean;
}

export class PlaneChangeDto {
  @ApiProperty({
    type: [String],
    description: 'What is not used on that plane; it comes back when the number leaves it.',
  })
  loses!: string[];
  @ApiProperty({ type: PlanDto, nullable: true, description: 'With dryRun: what a run would do.' })
  plan!: PlanDto | null;
  @ApiProperty({ type: RunDto, nullable: true, description: 'Null with dryRun.' }) run!: RunDto | null;
}

export class ChangeNumberDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 64,
    description: 'What you call it here; null: nothing.',
  })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  label?: string | null;

  @ApiPropertyOptional({ maxLength: 64, description: 'What it is to be called at Twilio.' })
  @IfGiven()
  @Matches(NAME, { message: NAME_MESSAGE })
  friendlyName?: string;
}

export class NumberChangedDto {
  @ApiProperty({ type: NumberDto }) number!: NumberDto;
  @ApiProperty({ type: RunDto, nullable: true, description: 'Null when nothing changes at Twilio.' })
  run!: RunDto | null;
}

export class ReleaseNumberDto {
  @ApiProperty({ example: '+14155550100', description: 'The number itself: releasing cannot be undone.' })
  @Matches(E164_PATTERN, { message: 'This must be an E.164 number, such as +14155550100' })
  confirm!: string;
}
