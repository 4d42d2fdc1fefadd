import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problems/problem.js';

/** What the request brought to prove who it is. */
export interface PresentedCredential {
  readonly kind: 'token' | 'api-key';
  readonly text: string;
}

const API_KEY_PREFIX = 'tl_';
const BEARER = /^Bearer +([^\s]+)$/i;

/**
 * Reads `Authorization: Bearer …` or `X-Api-Key`. Both at once is refused rather than ranked: two proofs of who one is are a
 * mistake or a trick.
 */
export function presentedCredential(headers: IncomingHttpHeaders): PresentedCredential {
  const apiKey = headers['x-api-key'];
  if (headers.authorization === undefined && apiKey === undefined) throw new Problem('auth.required');
  if (headers.authorization !== undefined && apiKey !== undefined) throw new Problem('auth.invalid_token');
  if (typeof apiKey === 'string') return { kind: 'api-key', text: apiKey };
  const text = BEARER.exec(headers.authorization ?? '')?.[1];
  if (text === undefined) throw new Problem('auth.invalid_token');
  return { kind: text.startsWith(API_KEY_PREFIX) ? 'api-key' : 'token', text };
}
