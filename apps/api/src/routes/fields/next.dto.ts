import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsUUID, Matches } from 'class-validator';
import { E164_PATTERN, type Next } from '@app/routing';
import { DEFAULT_LANGUAGE, IsLanguage, IsSpokenText, MOST_SPOKEN } from './announcement.js';
import { OnlyFor } from './nested.decorator.js';
import { NOT_A_NUMBER } from './target.dto.js';

export const NEXT_KINDS = ['destination', 'number', 'fallback', 'hangup', 'announcement'] as const;

/** Where a call goes when its first way did not work. */
export class NextDto {
  @ApiProperty({
    enum: NEXT_KINDS,
    example: 'fallback',
    description: '`fallback` is the tenant’s own, see PATCH /routing.',
  })
  @IsIn(NEXT_KINDS)
  kind!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'With kind destination: one of the named destinations.' })
  @OnlyFor(['destination'])
  @IsUUID()
  destinationId?: string;

  @ApiPropertyOptional({
    description: 'With kind number: E.164, under one of the policy’s `allowedPrefixes`.',
    example: '+14155550100',
  })
  @OnlyFor(['number'])
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  number?: string;

  @ApiPropertyOptional({ description: 'With kind announcement: spoken, then the call ends.', maxLength: MOST_SPOKEN })
  @OnlyFor(['announcement'])
  @IsSpokenText()
  text?: string;

  @ApiPropertyOptional({ description: 'With kind announcement.', default: DEFAULT_LANGUAGE, example: 'de-DE' })
  @OnlyFor(['announcement'], { optional: true })
  @IsLanguage()
  language?: string;
}

export const FALLBACK: Next = { kind: 'fallback' };

/** The document's form of a checked next step. */
export function toNext({ kind, destinationId = '', number = '', text = '', language }: NextDto): Next {
  switch (kind) {
    case 'destination':
      return { kind, destinationId };
    case 'number':
      return { kind, number };
    case 'fallback':
    case 'hangup':
      return { kind };
    default:
      return { kind: 'announcement', text, language: language ?? DEFAULT_LANGUAGE };
  }
}

export function toNextOr(dto: NextDto | undefined, otherwise: Next): Next {
  return dto === undefined ? otherwise : toNext(dto);
}
