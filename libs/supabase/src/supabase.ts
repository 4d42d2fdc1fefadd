import type { SupabaseClient } from '@supabase/supabase-js';
import type { Secret } from '@app/secrets';
import type { Database } from './database.types.js';
import type { TokenVerification } from './token-verification.js';

/** A Supabase project elsewhere: on supabase.com or self-hosted. */
export interface HostedOptions {
  readonly mode: 'hosted';
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: Secret | string;
  /** Only for projects that still sign their tokens with the legacy shared secret. */
  readonly jwtSecret?: Secret | string | undefined;
  /** For {@link Supabase.checkMigrations}. */
  readonly migrationsDir?: string | undefined;
}

/** Supabase inside this process, over PGlite in the data folder or over the PostgreSQL of `databaseUrl`. */
export interface EmbeddedOptions {
  readonly mode: 'embedded';
  /** Absolute. The database lives in its folder `supabase`, beside `keys.json`. */
  readonly dataDir: string;
  readonly databaseUrl?: Secret | string | undefined;
  readonly jwtSecret: Secret;
  readonly publishableKey: string;
  readonly secretKey: Secret;
  /** Whether strangers may make an account. */
  readonly signup: boolean;
  readonly siteUrl: string;
  readonly migrationsDir: string;
}

export type SupabaseOptions = HostedOptions | EmbeddedOptions;

/** The one way to the data: supabase-js, typed, hosted or embedded. */
export interface Supabase {
  readonly kind: 'hosted' | 'pglite' | 'postgres';
  /** Speaks as the holder of an access token: row-level security decides what is seen. One client per request. */
  asUser(accessToken: string): SupabaseClient<Database>;
  /** Speaks past row-level security: for webhooks, API keys and background work only. */
  asService(): SupabaseClient<Database>;
  /** Sign-up, sign-in and sign-out under `/auth/v1`, to be mounted by the API; null where Supabase itself answers them. */
  readonly authHandler: ((request: Request) => Promise<Response>) | null;
  /** How the access tokens of this Supabase must be verified. */
  readonly tokenVerification: TokenVerification;
  /** Throws `database.unreachable` when the data cannot be read now. */
  ping(): Promise<void>;
  /** Throws `migrations.missing`, naming what is missing, when the database is older than this code. */
  checkMigrations(): Promise<void>;
  close(): Promise<void>;
}
