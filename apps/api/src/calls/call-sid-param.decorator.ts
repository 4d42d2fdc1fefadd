import { Param, type PipeTransform } from '@nestjs/common';
import { Problem } from '../problems/problem.js';

const CALL_SID = /^CA[0-9a-f]{32}$/;

class CallSidPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (CALL_SID.test(text)) return text;
    throw new Problem('call.not_found');
  }
}

/** The path parameter `callSid`. What is no CallSid is no call either: `call.not_found`. */
export function CallSidParam(): ParameterDecorator {
  return Param('callSid', new CallSidPipe());
}
