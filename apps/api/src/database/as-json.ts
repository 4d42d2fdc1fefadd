import type { Json } from '@app/supabase';

/** One of our values as a `jsonb` argument: interfaces have no index signature, so the compiler cannot see that they are JSON. */
export function asJson(value: object): Json {
  return value as Json;
}
