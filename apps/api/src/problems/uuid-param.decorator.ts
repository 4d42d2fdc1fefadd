import { Param, ParseUUIDPipe } from '@nestjs/common';
import { invalidRequest } from './validation.pipe.js';

/** A path parameter that must be a UUID; anything else is `request.invalid` naming the parameter. */
export function UuidParam(name: string): ParameterDecorator {
  const message = 'This must be a UUID.';
  return Param(name, new ParseUUIDPipe({ exceptionFactory: () => invalidRequest([{ path: name, message }]) }));
}
