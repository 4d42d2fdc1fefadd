import { randomInt, randomUUID } from 'node:crypto';
import type { Answer } from '../harness/world.js';

/** An id of the same form that nobody has. */
export function absentLike(id: string): string {
  return id.startsWith('+') ? `+1999${String(randomInt(1_000_000, 9_999_999))}` : randomUUID();
}

/** For a line about what went wrong. */
export function summary({ status, text }: Answer): string {
  return `answered ${String(status)} ${text.slice(0, 160)}`;
}

const PER_REQUEST = new Set(['x-request-id', 'date', 'content-length', 'keep-alive', 'connection']);

/** An answer without what differs from request to request. */
export function comparable(answer: Answer): string {
  const headers = [...answer.headers].filter(([name]) => !PER_REQUEST.has(name));
  const { requestId: _, ...body } = (answer.body ?? { text: answer.text }) as Record<string, unknown>;
  return JSON.stringify([answer.status, headers, body]);
}
