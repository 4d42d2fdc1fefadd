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

export class FindingDto {
  @ApiProperty({ enum: ['error', 'warning'] }) readonly severity!: string;
  @ApiProperty({ example: 'dangling', description: 'Stable; branch on this.' }) readonly code!: string;
  @ApiProperty({ example: 'routes.+14155550100.target', description: 'Where in the document.' }) readonly path!: string;
  @ApiProperty({ description: 'One plain sentence.' }) readonly message!: string;
}

export class PublishedDto {
  @ApiProperty({ description: 'What is in force now.' })
  readonly version!: number;

  @ApiProperty({ description: 'False: this was in force already, so no new version was made.' })
  readonly changed!: boolean;

  @ApiProperty({ type: [FindingDto], description: 'Warnings.' })
  readonly findings!: FindingDto[];
}

export class NumberPlaneDto {
  @ApiProperty({ example: '+14155550100' }) readonly phoneNumber!: string;

  @ApiProperty({ type: String, nullable: true, enum: ['trunk', 'webhook'] })
  readonly plane!: string | null;

  @ApiProperty({
    enum: ['trunk', 'webhook'],
    description: 'Trunk: its route is one agent and nothing else. Webhook: anything that says more.',
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
