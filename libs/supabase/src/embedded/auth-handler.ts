import type { Secret } from '@app/secrets';
import { SupabaseError } from '../supabase-error.js';
import { isUserToken } from './access-token.js';
import { EMBEDDED_URL, type Serve } from './embedded-fetch.js';

const MAX_BODY_BYTES = 16 * 1024;
const GRANTS = new Set(['password', 'refresh_token']);
const QUERY = new Set(['grant_type', 'scope', 'redirect_to']);
const HEADERS = ['authorization', 'content-type', 'accept', 'user-agent', 'x-client-info', 'x-supabase-api-version'];

/** What of GoTrue is reachable from outside: everything else of the embedded Supabase is 404, its data API included. */
const OPEN = new Set(['POST /signup', 'POST /token', 'GET /health', 'GET /settings']);
const SIGNED_IN = new Set(['POST /logout', 'GET /user', 'PUT /user']);

/** Answers `/auth/v1/*` for the dashboard's supabase-js. Rate limits belong in front of it. */
export function createAuthHandler(
  serve: Serve,
  keys: { readonly publishableKey: string; readonly jwtSecret: Secret },
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const [, path] = /^\/auth\/v1(\/[a-z]+)$/.exec(url.pathname) ?? [];
    const operation = `${request.method} ${path ?? ''}`;
    if (path === undefined || !(OPEN.has(operation) || SIGNED_IN.has(operation))) {
      return refuse(404, 'not_found', 'There is no such endpoint.');
    }
    if (path === '/token' && !GRANTS.has(url.searchParams.get('grant_type') ?? '')) {
      return refuse(400, 'unsupported_grant_type', 'The grant type is not supported.');
    }
    // The secret key opens everything, so that it is no key for this door.
    if (request.headers.get('apikey') !== keys.publishableKey) {
      return refuse(401, 'no_authorization', 'The header apikey must hold the publishable key.');
    }
    if (SIGNED_IN.has(operation) && !isUserToken(bearerOf(request), keys.jwtSecret)) {
      return refuse(401, 'bad_jwt', 'This endpoint requires a valid access token.');
    }
    // Read before the turn at the database begins: a slow sender must not hold up everybody else.
    const body = await readBody(request);
    if (body === undefined) return refuse(413, 'request_too_large', 'The request is too large.');
    if (operation === 'PUT /user' && changesAddress(body)) {
      return refuse(422, 'email_change_disabled', 'The address of an account cannot be changed here.');
    }
    const target = new URL(`/auth/v1${path}`, EMBEDDED_URL);
    for (const [name, value] of url.searchParams) if (QUERY.has(name)) target.searchParams.append(name, value);
    return answer(serve, new Request(target, { method: request.method, headers: pass(request, keys), body }));
  };
}

async function answer(serve: Serve, request: Request): Promise<Response> {
  try {
    const response = await serve(request);
    const headers = new Headers(response.headers);
    // The dashboard is of the same origin; other sites have no business with these answers.
    for (const name of response.headers.keys()) if (name.startsWith('access-control-')) headers.delete(name);
    headers.set('cache-control', 'no-store');
    return new Response(response.body, { status: response.status, headers });
  } catch (error) {
    if (error instanceof SupabaseError) return refuse(503, error.code, 'Signing in is not possible at this moment.');
    throw error;
  }
}

function pass(request: Request, { publishableKey }: { readonly publishableKey: string }): Headers {
  const headers = new Headers({ apikey: publishableKey });
  for (const name of HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

function bearerOf(request: Request): string {
  const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  return token;
}

/** The text of the body, null when there is none, undefined when it is too large. */
async function readBody(request: Request): Promise<string | null | undefined> {
  if (request.body === null || request.method === 'GET') return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** We send no mail, so that a new address could never be confirmed. */
function changesAddress(body: string | null): boolean {
  try {
    const value: unknown = JSON.parse(body ?? '{}');
    return typeof value === 'object' && value !== null && ('email' in value || 'phone' in value);
  } catch {
    return false;
  }
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json(
    { code: status, error_code: code, msg: message },
    { status, headers: { 'cache-control': 'no-store' } },
  );
}
