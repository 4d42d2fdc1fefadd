import { ApiProperty } from '@nestjs/swagger';
import { IsObject, Matches } from 'class-validator';
import { NestedList } from '../fields/nested.decorator.js';

export const MOST_ITEMS = 500;
const OUTCOMES = ['created', 'changed', 'unchanged', 'refused'] as const;

export class SyncMapItemDto {
  @ApiProperty({ example: '+61412345678', description: 'The key of the item: the number that is called.' })
  @Matches(/^[!-~]{1,320}$/, { message: 'This must be the key of an item' })
  key!: string;

  @ApiProperty({
    type: Object,
    example: { type: 'sip', uri: 'sip:+61412345678@yourdomain.sip.twilio.com' },
    description: 'The data of the item, with or without the `Data` in which the Twilio Console wraps them.',
  })
  @IsObject()
  data!: Record<string, unknown>;
}

export class ImportSyncMapRequest {
  @ApiProperty({ type: [SyncMapItemDto], minItems: 1, maxItems: MOST_ITEMS })
  @NestedList(() => SyncMapItemDto, { least: 1, most: MOST_ITEMS })
  items!: SyncMapItemDto[];
}

export class ImportedItemDto {
  @ApiProperty() readonly key!: string;
  @ApiProperty({ enum: OUTCOMES }) readonly outcome!: (typeof OUTCOMES)[number];
  @ApiProperty({ type: String, nullable: true, description: 'Why it was refused.' }) readonly reason!: string | null;
}

export class ImportedSyncMapDto {
  @ApiProperty({ type: [ImportedItemDto], description: 'In the order of the request.' })
  readonly items!: ImportedItemDto[];
}
