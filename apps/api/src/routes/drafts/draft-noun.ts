import { ApiProperty } from '@nestjs/swagger';
import { parseTimestamp } from '@app/supabase';
import type { Tables } from '@app/supabase';
import type { ProblemCode } from '../../problems/catalogue.js';
import type { Reference, ReferredKind } from './references.js';
import type { Content, DraftRows, DraftTable } from './routing-draft.js';

/** One kind of thing that a tenant edits, as far as it differs from the others: where it lies, what it says, what it names. */
export interface DraftNoun<T extends DraftTable, Request, View> {
  readonly table: T;
  /** In the audit log: the subject's kind, and the first half of actions. */
  readonly subject: string;
  readonly orderBy: keyof DraftRows[T] & string;
  readonly missing: ProblemCode;
  /** What others call it when they name it by id; null when nobody does. */
  readonly referredAs: ReferredKind | null;
  readonly toContent: (request: Request) => Content<T>;
  readonly toView: (row: DraftRows[T]) => View;
  readonly referencesOf: (content: Content<T>) => readonly Reference[];
}

/** Dates of a row as answers show them. */
export class DatesDto {
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
  @ApiProperty({ format: 'date-time' }) readonly updatedAt!: string;
}

export function datesOf(row: Pick<Tables<'routes'>, 'created_at' | 'updated_at'>): DatesDto {
  return {
    createdAt: parseTimestamp(row.created_at).toISOString(),
    updatedAt: parseTimestamp(row.updated_at).toISOString(),
  };
}
