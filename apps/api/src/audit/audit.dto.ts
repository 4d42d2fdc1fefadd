import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class AuditQuery {
  @ApiPropertyOptional({ description: 'How many entries, at most 200.', default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before this one.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly cursor?: number;
}

export class AuditEntry {
  @ApiProperty()
  readonly entryId!: number;

  @ApiProperty({ enum: ['user', 'api-key', 'system'] })
  readonly actorKind!: string;

  @ApiProperty({ description: 'The user, the API key, or the part of the service that acted.' })
  readonly actorId!: string;

  @ApiProperty({ example: 'api-key.created' })
  readonly action!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly subjectKind!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly subjectId!: string | null;

  @ApiProperty({ type: Object, description: 'What else is worth knowing; never a secret.' })
  readonly detail!: unknown;

  @ApiProperty({ type: String, nullable: true })
  readonly requestId!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;
}

export class AuditPage {
  @ApiProperty({ type: [AuditEntry], description: 'The newest first.' })
  readonly entries!: AuditEntry[];

  @ApiProperty({ type: Number, nullable: true, description: 'Null on the last page.' })
  readonly nextCursor!: number | null;
}
