import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { RoutingDocument } from '@app/routing';
import { parseTimestamp } from '@app/supabase';
import { Page } from '../drafts/page.js';
import type { DocumentChange } from './diff-documents.js';
import { RoutingDocumentDto } from './routing.dto.js';
import type { VersionRow } from './versions.store.js';

export class VersionDto {
  @ApiProperty() readonly version!: number;
  @ApiProperty({ description: 'Whether it is the one in force.' }) readonly isPublished!: boolean;
  @ApiProperty({ type: String, nullable: true }) readonly note!: string | null;
  @ApiProperty({ enum: ['user', 'api-key', 'system'] }) readonly actorKind!: string;
  @ApiProperty() readonly actorId!: string;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
}

export class VersionPage extends Page {
  @ApiProperty({ type: [VersionDto], description: 'The newest first.' })
  readonly items!: VersionDto[];
}

export class VersionWithDocumentDto extends VersionDto {
  @ApiProperty({ type: RoutingDocumentDto }) readonly document!: RoutingDocument;
}

export class DiffQuery {
  @ApiPropertyOptional({ description: 'Another version, or `draft`.', default: 'draft', example: '3' })
  @IsOptional()
  @Matches(/^(?:draft|[1-9]\d{0,8})$/, { message: 'This must be a version, or "draft"' })
  readonly to?: string;
}

export class ChangeDto {
  @ApiProperty({
    enum: ['routes', 'forwarding', 'ringGroups', 'destinations', 'hours', 'agents', 'policy', 'fallback'],
  })
  readonly section!: string;
  @ApiProperty({ description: 'A number or an id; empty for the policy and the fallback.' }) readonly key!: string;
  @ApiProperty({ enum: ['added', 'removed', 'changed'] }) readonly change!: string;
  @ApiProperty({ type: Object, nullable: true, description: 'Null where it was added.' }) readonly before!: unknown;
  @ApiProperty({ type: Object, nullable: true, description: 'Null where it was removed.' }) readonly after!: unknown;
}

export class DiffDto {
  @ApiProperty({ type: [ChangeDto], description: 'Empty: both say the same.' })
  readonly changes!: readonly DocumentChange[];
}

export function versionDto(row: VersionRow, published: number | null): VersionDto {
  return {
    version: row.version,
    isPublished: row.version === published,
    note: row.note,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    createdAt: parseTimestamp(row.created_at).toISOString(),
  };
}
