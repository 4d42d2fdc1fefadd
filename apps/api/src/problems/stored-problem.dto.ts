import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { catalogue, definitionOf, type ProblemCode } from './catalogue.js';

/** A problem that was stored as its code, with the catalogue's words of today. */
export class StoredProblemDto {
  @ApiProperty() code!: string;
  @ApiProperty() title!: string;
  @ApiProperty() detail!: string;
  @ApiProperty({ description: 'What to do next.' }) action!: string;
  @ApiProperty() at!: string;
  @ApiPropertyOptional({ description: 'What stands in the way: SIDs of objects of the account.' }) about?: string;
}

export function storedProblemDto(
  problem: { readonly code: string; readonly at: string; readonly about?: string } | null,
): StoredProblemDto | null {
  if (problem === null) return null;
  const code: ProblemCode = isProblemCode(problem.code) ? problem.code : 'internal.unexpected';
  const { title, detail, action } = definitionOf(code);
  const { at, about } = problem;
  return { code: problem.code, title, detail, action, at, ...(about === undefined ? {} : { about }) };
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(catalogue, code);
}
