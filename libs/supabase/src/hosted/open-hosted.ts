import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { Secret } from '@app/secrets';
import { CLIENT_AUTH, ping } from '../client-options.js';
import type { Database } from '../database.types.js';
import type { HostedOptions, Supabase } from '../supabase.js';
import { SupabaseError } from '../supabase-error.js';
import { USER_AUDIENCE, type TokenVerification } from '../token-verification.js';
import { checkMigrations } from './check-migrations.js';

/** Opens a hosted project. Nothing is asked of it yet: a start must not depend on another machine. */
export async function openHosted(options: HostedOptions): Promise<Supabase> {
  const url = baseUrl(options.url);
  const secretKey = reveal(options.secretKey);
  if (options.publishableKey === '' || secretKey === '') {
    throw new SupabaseError('options.insecure', 'A hosted Supabase needs its publishable and its secret key.');
  }
  if (options.publishableKey === secretKey || options.publishableKey.startsWith('sb_secret_')) {
    throw new SupabaseError('options.insecure', 'The publishable key is the secret one. Exchange the two.');
  }
  const clientFor = (key: string, token: string): SupabaseClient<Database> =>
    createClient<Database>(url, key, { auth: CLIENT_AUTH, accessToken: async () => Promise.resolve(token) });
  // With no token of its own supabase-js sends the key, and makes no client for signing in that nobody would use.
  const service = createClient<Database>(url, secretKey, { auth: CLIENT_AUTH, accessToken: async () => null });
  return {
    kind: 'hosted',
    asUser: (token) => clientFor(options.publishableKey, token),
    asService: () => service,
    authHandler: null,
    tokenVerification: verificationOf(url, options.jwtSecret),
    ping: async () => ping(service),
    checkMigrations: async () => checkMigrations(service, options.migrationsDir),
    close: async () => Promise.resolve(),
  };
}

/** This machine, or a name without a dot as containers of one composition have: `http://kong:8000`. */
const INSIDE = /^(?:localhost|127\.0\.0\.1|\[::1\]|[a-z0-9-]+)$/;

/** `https` only, except to a neighbour, because the secret key travels in each request. */
function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe =
    url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && INSIDE.test(url.hostname)));
  if (!isSafe || url.username !== '') {
    throw new SupabaseError('options.invalid', 'The address of Supabase must be https:// and hold no user name.');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function verificationOf(url: string, jwtSecret: Secret | string | undefined): TokenVerification {
  const issuer = `${url}/auth/v1`;
  if (jwtSecret !== undefined) {
    const secret = new Secret(reveal(jwtSecret));
    return { kind: 'secret', secret, algorithms: ['HS256'], issuer, audience: USER_AUDIENCE };
  }
  return {
    kind: 'jwks',
    url: `${issuer}/.well-known/jwks.json`,
    algorithms: ['ES256', 'RS256'],
    issuer,
    audience: USER_AUDIENCE,
  };
}

function reveal(value: Secret | string): string {
  return typeof value === 'string' ? value : value.reveal();
}
