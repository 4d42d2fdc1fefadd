import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../database.types.js';
import { EMBEDDED_URL } from '../embedded/embedded-fetch.js';
import { openEmbedded, type EmbeddedDatabase } from '../embedded/open-embedded.js';
import { supabaseOf } from '../embedded/open-embedded-supabase.js';
import type { OpenSeams } from '../embedded/start-pglite.js';
import { loadOrCreateKeys } from '../keys/key-file.js';
import type { EmbeddedOptions, Supabase } from '../supabase.js';

/** A signed-up tenant and its own client. */
export interface TestTenant {
  readonly id: string;
  readonly token: string;
  readonly client: SupabaseClient<Database>;
}

/** An embedded Supabase in a temporary folder, with everything that is internal in reach. */
export interface Testbed {
  readonly options: EmbeddedOptions;
  readonly database: EmbeddedDatabase;
  readonly supabase: Supabase;
  /** A client with the publishable key and no token: what a stranger has. */
  readonly anonymous: SupabaseClient<Database>;
  readonly signUp: () => Promise<TestTenant>;
  /** Closes the database and removes the folder. */
  close(): Promise<void>;
}

/** Starts one on PGlite, or on the PostgreSQL of `databaseUrl`. */
export async function openTestbed(databaseUrl?: string, seams?: OpenSeams): Promise<Testbed> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-bed-'));
  const options: EmbeddedOptions = {
    mode: 'embedded',
    dataDir,
    databaseUrl,
    ...loadOrCreateKeys(dataDir),
    signup: true,
    siteUrl: 'http://localhost:3000',
    migrationsDir: resolve('supabase/migrations'),
  };
  const database = await openEmbedded(options, seams);
  const supabase = supabaseOf(database, options);
  return {
    options,
    database,
    supabase,
    anonymous: createClient<Database>(EMBEDDED_URL, options.publishableKey, {
      accessToken: async () => Promise.resolve(null),
      global: { fetch: async (input, init) => database.serve(new Request(input, init)) },
      db: { retry: false },
    }),
    signUp: async () => signUp(supabase, options.publishableKey),
    async close() {
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function signUp(supabase: Supabase, apikey: string): Promise<TestTenant> {
  const email = `${randomBytes(8).toString('hex')}@example.com`;
  const response = await supabase.authHandler?.(
    new Request('http://localhost/auth/v1/signup', {
      method: 'POST',
      headers: { apikey, 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: randomBytes(16).toString('hex') }),
    }),
  );
  const session: unknown = await response?.json();
  if (!isSession(session)) throw new Error(`sign-up failed with ${String(response?.status)}`);
  return { id: session.user.id, token: session.access_token, client: supabase.asUser(session.access_token) };
}

interface Session {
  readonly access_token: string;
  readonly user: { readonly id: string };
}

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'access_token' in value && 'user' in value;
}
