import { Problem } from '../problems/problem.js';

/** The header as sent, or null without one. Throws `idempotency.malformed_key`. */
export function checkedIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (!/^[!-~]{8,128}$/.test(key)) throw new Problem('idempotency.malformed_key');
  return key;
}
