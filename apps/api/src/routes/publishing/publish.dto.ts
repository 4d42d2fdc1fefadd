import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IfGiven } from '../fields/nested.decorator.js';

export const MOST_VERSIONS = 999_999_999;

export class PublishRequest {
  @ApiPropertyOptional({ example: 'Support goes to the ring group', maxLength: 500 })
  @IfGiven()
  @Matches(/^\P{Cc}{1,500}$/u, { message: 'This must be 1 to 500 characters, none of them a control character' })
  note?: string;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description:
      'The version that you believe to be in force, null for none: refused with `routing.version_conflict` when it is another. ' +
      'Left out: whichever is in force when the request arrives.',
  })
  @ValidateIf((_, value: unknown) => value !== undefined && value !== null)
  @IsInt()
  @Min(1)
  @Max(MOST_VERSIONS)
  expectedVersion?: number | null;
}

export class RollbackRequest extends PublishRequest {
  @ApiProperty({ description: 'The version whose document shall be in force again.', minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(MOST_VERSIONS)
  version!: number;
}

export class WhereDto {
  @ApiProperty({ enum: ['route', 'forwarding', 'ring-group', 'destination', 'hours', 'policy', 'fallback'] })
  readonly kind!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The number of a route or forwarding, else the id.' })
  readonly id!: string | null;
}

export class FindingDto {
  @ApiProperty({ example: 'missing_destination', description: 'Stable; branch on this.' }) readonly code!: string;
  @ApiProperty({ enum: ['error', 'warning'], description: 'Errors stop a publication.' }) readonly severity!: string;
  @ApiProperty({ type: WhereDto }) readonly where!: WhereDto;
  @ApiProperty({ description: 'One plain sentence.' }) readonly message!: string;
  @ApiProperty({ description: 'What helps.' }) readonly fix!: string;
}

export class OpenedRunDto {
  @ApiProperty({ format: 'uuid' }) readonly runId!: string;
  @ApiProperty({ format: 'uuid' }) readonly credentialId!: string;
}

export class PublishedDto {
  @ApiProperty({ description: 'What is in force now.' })
  readonly version!: number;

  @ApiProperty({ description: 'False: this was in force already, so no new version was made.' })
  readonly changed!: boolean;

  @ApiProperty({ type: [FindingDto], description: 'Warnings.' })
  readonly findings!: FindingDto[];

  @ApiProperty({
    type: [OpenedRunDto],
    description: 'Numbers on the trunk whose route is one agent get that agent at LiveKit by these runs.',
  })
  readonly runs!: OpenedRunDto[];
}

export class NumberPlaneDto {
  @ApiProperty({ format: 'uuid' }) readonly numberId!: string;
  @ApiProperty({ example: '+14155550100' }) readonly phoneNumber!: string;

  @ApiProperty({ type: String, nullable: true, enum: ['trunk', 'webhook'] })
  readonly plane!: string | null;

  @ApiProperty({
    enum: ['trunk', 'webhook'],
    description:
      'Trunk: its route is one agent and nothing else. Webhook: anything that says more. ' +
      'Switch with POST /api/v1/phone-numbers/{numberId}/plane.',
  })
  readonly recommendedPlane!: string;
}

export class CheckDto {
  @ApiProperty({ description: 'False: there is at least one error.' })
  readonly isPublishable!: boolean;

  @ApiProperty({ type: [FindingDto], description: 'Errors first.' })
  readonly findings!: FindingDto[];

  @ApiProperty({ type: [NumberPlaneDto], description: 'Your numbers, and the plane that each one’s route needs.' })
  readonly numbers!: NumberPlaneDto[];
}
