import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { CLIENT_AUTH, ping } from '../client-options.js';
import type { Database } from '../database.types.js';
import type { EmbeddedOptions, Supabase } from '../supabase.js';
import { USER_AUDIENCE } from '../token-verification.js';
import { createAuthHandler } from './auth-handler.js';
import { EMBEDDED_URL, embeddedFetch, type Caller } from './embedded-fetch.js';
import { openEmbedded, type EmbeddedDatabase } from './open-embedded.js';

/** Opens Supabase inside this process. */
export async function openEmbeddedSupabase(options: EmbeddedOptions): Promise<Supabase> {
  return supabaseOf(await openEmbedded(options), options);
}

/** The clients of a started database; apart from {@link openEmbeddedSupabase} so that proofs can keep hold of the database. */
export function supabaseOf(
  database: EmbeddedDatabase,
  { jwtSecret, publishableKey, secretKey }: Pick<EmbeddedOptions, 'jwtSecret' | 'publishableKey' | 'secretKey'>,
): Supabase {
  const clientFor = (caller: Caller): SupabaseClient<Database> =>
    createClient<Database>(EMBEDDED_URL, publishableKey, {
      auth: CLIENT_AUTH,
      global: { fetch: embeddedFetch(database.serve, caller) },
      // No GoTrue client is made then. The fetch above sets the credentials, whatever this says.
      accessToken: async () => null,
      db: { retry: false },
    });
  const service = clientFor({ kind: 'service', secretKey });
  return {
    kind: database.kind,
    asUser: (token) => clientFor({ kind: 'user', publishableKey, token, jwtSecret }),
    asService: () => service,
    authHandler: createAuthHandler(database.serve, { publishableKey, jwtSecret }),
    tokenVerification: {
      kind: 'secret',
      secret: jwtSecret,
      algorithms: ['HS256'],
      // `@supabase/lite` 0.10 writes sub, aud, role, email, session_id, iat and exp, but no iss.
      issuer: null,
      audience: USER_AUDIENCE,
    },
    ping: async () => ping(service),
    // They were run by openEmbedded, which does not start without them.
    checkMigrations: async () => Promise.resolve(),
    close: async () => database.close(),
  };
}
