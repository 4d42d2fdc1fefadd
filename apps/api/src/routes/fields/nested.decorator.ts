import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';

type Dto = new () => object;

/** May be left out; unlike with `IsOptional`, null is checked and refused. */
export function IfGiven(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined);
}

/** One object of this class. `ValidateNested` alone would take a list of them as well. */
export function Nested(dto: () => Dto): PropertyDecorator {
  return applyDecorators(IsObject({ message: 'This must be an object' }), ValidateNested(), Type(dto));
}

/** A list of objects of this class; a list within the list is refused, which `ValidateNested` alone would take. */
export function NestedList(dto: () => Dto, { least = 0, most }: { least?: number; most: number }): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    IsObject({ each: true, message: 'Each must be an object' }),
    ValidateNested({ each: true }),
    Type(dto),
  );
}

/** A field that an object with one of these `kind`s has, and no other; it may be left out or null only if it is optional. */
export function OnlyFor(kinds: readonly string[], { optional = false } = {}): PropertyDecorator {
  const belongs = (object: object): boolean => kinds.includes(String((object as { readonly kind?: unknown }).kind));
  const sentence = `This belongs to kind ${kinds.join(' or ')} only`;
  return applyDecorators(
    ValidateIf((object: object, value: unknown) =>
      belongs(object) ? !optional || (value !== undefined && value !== null) : value !== undefined,
    ),
    ValidateBy(
      {
        name: 'onlyFor',
        validator: {
          validate: (_: unknown, args?: ValidationArguments) => args !== undefined && belongs(args.object),
          defaultMessage: () => sentence,
        },
      },
      {},
    ),
  );
}
