import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';

export const SHORTEST_RING_SECONDS = 5;
export const LONGEST_RING_SECONDS = 600;
/** About four rings. */
export const DEFAULT_RING_SECONDS = 20;

/** How long a telephone rings (TwiML `<Dial timeout>`). */
export function IsRingSeconds(): PropertyDecorator {
  return applyDecorators(IsInt(), Min(SHORTEST_RING_SECONDS), Max(LONGEST_RING_SECONDS));
}

/** For OpenAPI. */
export const RING_SECONDS = { minimum: SHORTEST_RING_SECONDS, maximum: LONGEST_RING_SECONDS } as const;
