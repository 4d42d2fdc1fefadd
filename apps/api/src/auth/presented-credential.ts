import type { IncomingMessage } from 'node:http';
import { Problem } from '../problems/problem.js';

/** What the request brought to prove who it is. */
export interface PresentedCredential {
  readonly kind: 'token' | 'api-key';
  readonly text: string;
}

const API_KEY_PREFIX = 'tl_';
const BEARER = /^Bearer +([^\s]+)$/i;

/**
 * Reads `Authorization: Bearer …` or `X-Api-Key`. Both at once, or one twice, is refused rather than ranked: two proofs of who one
 * is are a mistake or a trick.
 */
export function presentedCredential({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): PresentedCredential {
  const apiKey = headers['x-api-key'];
  if (headers.authorization === undefined && apiKey === undefined) throw new Problem('auth.required');
  if (headers.authorization !== undefined && apiKey !== undefined) throw new Problem('auth.invalid_token');
  // Node keeps the first of several and says nothing, while a proxy before us may have looked at the last.
  if (timesGiven('authorization', rawHeaders) > 1) throw new Problem('auth.invalid_token');
  if (typeof apiKey === 'string') return { kind: 'api-key', text: apiKey };
  const text = BEARER.exec(headers.authorization ?? '')?.[1];
  if (text === undefined) throw new Problem('auth.invalid_token');
  return { kind: text.startsWith(API_KEY_PREFIX) ? 'api-key' : 'token', text };
}

/** Names and values take turns in `rawHeaders`. */
function timesGiven(name: string, rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}
