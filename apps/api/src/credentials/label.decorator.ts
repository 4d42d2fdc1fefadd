import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

const LABEL = /^\P{Cc}{1,64}$/u;

/** What a tenant calls one of its accounts; spaces around it are dropped. */
export function IsLabel(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Matches(LABEL, { message: 'This must be 1 to 64 characters, none of them a control character' }),
  );
}
