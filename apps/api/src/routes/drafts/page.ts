import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { invalidRequest } from '../../problems/validation.pipe.js';

export class PageQuery {
  @ApiPropertyOptional({ description: 'How many, at most 200.', default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before this one.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,600}$/, { message: 'This must be the nextCursor of another page' })
  readonly cursor?: string;
}

export class Page {
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  readonly nextCursor!: string | null;
}

/** Where a page begins: the text that a cursor stands for. */
export function afterCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text.includes('\0') || toCursor(text) !== cursor) {
    throw invalidRequest([{ path: 'cursor', message: 'This must be the nextCursor of another page.' }]);
  }
  return text;
}

export function toCursor(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** A page of what was read with one row more than asked, which tells whether there is another. */
export function toPage<Row>(
  read: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const rows = read.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: read.length > limit && last !== undefined ? toCursor(keyOf(last)) : null };
}
