import { Param, type PipeTransform } from '@nestjs/common';
import { isE164 } from '@app/routing';
import { invalidRequest } from '../../problems/validation.pipe.js';
import { NOT_A_NUMBER } from './target.dto.js';

/** A path parameter that must be an E.164 number. */
export function NumberParam(name: string): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform: (text) => {
      if (!isE164(text)) throw invalidRequest([{ path: name, message: `${NOT_A_NUMBER}.` }]);
      return text;
    },
  };
  return Param(name, pipe);
}
