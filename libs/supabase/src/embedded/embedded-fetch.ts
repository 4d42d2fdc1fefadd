import type { Secret } from '@app/secrets';
import { SupabaseError } from '../supabase-error.js';
import { isUserToken } from './access-token.js';
import { quoteFilters } from './quote-filters.js';

/** Where the embedded database seems to live for supabase-js. Nothing is ever sent there. */
export const EMBEDDED_URL = 'http://embedded.supabase.invalid';

/** Takes a request to the embedded Supabase; set up by {@link openEmbedded} so that it waits its turn. */
export type Serve = (request: Request) => Promise<Response>;

/** As whom a client of ours speaks. */
export type Caller =
  | { readonly kind: 'service'; readonly secretKey: Secret }
  | { readonly kind: 'user'; readonly publishableKey: string; readonly token: string; readonly jwtSecret: Secret };

/**
 * The `fetch` of one supabase-js client on the embedded database. It sets the credentials itself, so that nothing a caller puts
 * into the headers can change as whom the statement runs, and lets through the data API only.
 */
export function embeddedFetch(serve: Serve, caller: Caller): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    if (url.origin !== EMBEDDED_URL || !url.pathname.startsWith('/rest/v1/')) {
      return refusal(404, 'request.unknown', 'The embedded database has no such address.');
    }
    if (caller.kind === 'user' && !isUserToken(caller.token, caller.jwtSecret)) {
      return refusal(401, 'token.refused', 'This token may not act as a signed-in user.');
    }
    const headers = new Headers(asked.headers);
    setCredentials(headers, caller);
    const isRpcGet = url.pathname.startsWith('/rest/v1/rpc/') && (asked.method === 'GET' || asked.method === 'HEAD');
    const body = asked.body === null ? null : await asked.text();
    const request = new Request(isRpcGet ? url : quoteFilters(url), { method: asked.method, headers, body });
    asked.signal.throwIfAborted();
    try {
      return await serve(request);
    } catch (error) {
      if (error instanceof SupabaseError) return refusal(503, error.code, error.message);
      throw error;
    }
  };
}

function setCredentials(headers: Headers, caller: Caller): void {
  if (caller.kind === 'service') {
    headers.set('apikey', caller.secretKey.reveal());
    headers.delete('authorization');
  } else {
    headers.set('apikey', caller.publishableKey);
    headers.set('authorization', `Bearer ${caller.token}`);
  }
}

/** An answer in PostgREST's form, so that supabase-js returns it as `error` with our code. */
export function refusal(status: number, code: string, message: string): Response {
  return Response.json({ code, message, details: null, hint: null }, { status });
}
