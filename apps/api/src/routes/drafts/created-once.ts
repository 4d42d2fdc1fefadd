import { createHash } from 'node:crypto';
import { ApiHeader } from '@nestjs/swagger';
import { Problem } from '../../problems/problem.js';

export function ApiIdempotencyKey() {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key makes the same thing only once; 8 to 128 printable characters.',
  });
}

/**
 * The id of what a request with an Idempotency-Key makes, so that its repetition meets the row of the first one and no second table
 * has to remember keys. Null without a key: the database chooses.
 */
export function idOfKey(tenantId: string, table: string, key: string | undefined): string | null {
  if (key === undefined) return null;
  if (!/^[!-~]{8,128}$/.test(key)) throw new Problem('idempotency.malformed_key');
  const hash = createHash('sha256')
    .update(JSON.stringify([tenantId, table, key]))
    .digest('hex');
  // The form of a version 8 UUID (RFC 9562): bits of one's own making.
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join('-');
}
