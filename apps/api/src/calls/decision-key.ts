import { createHash } from 'node:crypto';
import type { DecisionEntry } from './call-record.js';

/** Names a decision, so that one that is written twice (after a crash between the write and its note) is stored once. */
export function decisionKey({ callSid, step, decidedAt }: DecisionEntry): string {
  return createHash('sha256').update(`decision ${callSid} ${step} ${decidedAt.toISOString()}`).digest('hex');
}
