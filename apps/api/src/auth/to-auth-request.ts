import type { FastifyRequest } from 'fastify';

const PASSED_HEADERS = ['apikey', 'authorization', 'x-supabase-api-version'] as const;

/** The request as Supabase Auth is to see it: path, query, body, and the few headers it reads. */
export function toAuthRequest(request: FastifyRequest, body: string | null, publicUrl: string): Request {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of PASSED_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const { pathname, search } = new URL(request.url, publicUrl);
  return new Request(new URL(pathname + search, publicUrl), { method: request.method, headers, body });
}
