import { createHash } from 'node:crypto';
import type { DecisionEntry } from './call-record.js';

/** Names a decision, so that one that is written twice (after a crash between the write and its note) is stored once. */
export function decisionKey({ callSid, step, decidedAt }: DecisionEntry): string {
  return keyOf('decision', callSid, step, decidedAt.toISOString());
}

/** SHA-256 in hex of texts that hold no line break. */
export function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
