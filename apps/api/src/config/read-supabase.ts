import { Secret } from '@app/secrets';
import type { EmbeddedSupabaseConfig, HostedSupabaseConfig, SupabaseConfig } from './app-config.js';
import type { ConfigFindings } from './config-error.js';
import type { Env, EnvName } from './env.js';
import { isLoopbackHost } from './loopback.js';
import { readUrl, withoutTrailingSlash } from './read-url.js';
import { secretWeakness } from './secret-weakness.js';

/** Supabase's own signing secrets are 40 characters and more; below 32 bytes HS256 can be guessed offline. */
const LEAST_SECRET_LENGTH = 32;
const LEAST_KEY_LENGTH = 20;

export function readSupabase(env: Env, findings: ConfigFindings): SupabaseConfig {
  const publishableKey = oneOf(env, 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_ANON_KEY', findings);
  const secretKey = oneOf(env, 'SUPABASE_SECRET_KEY', 'SUPABASE_SERVICE_ROLE_KEY', findings);
  const jwtSecret = env.SUPABASE_JWT_SECRET;
  refuseWeak('SUPABASE_JWT_SECRET', jwtSecret, LEAST_SECRET_LENGTH, findings);
  refuseWeak('SUPABASE_SECRET_KEY', secretKey, LEAST_KEY_LENGTH, findings);
  refuseWeak('SUPABASE_PUBLISHABLE_KEY', publishableKey, LEAST_KEY_LENGTH, findings);
  if (publishableKey !== undefined && publishableKey === secretKey) {
    findings.add('SUPABASE_SECRET_KEY', 'is the publishable key; copy the secret key from the project settings.');
  }
  return env.SUPABASE_URL === undefined
    ? readEmbedded(env, publishableKey, secretKey, jwtSecret)
    : readHosted(env, env.SUPABASE_URL, publishableKey, secretKey, jwtSecret, findings);
}

function readHosted(
  env: Env,
  supabaseUrl: string,
  publishableKey: string | undefined,
  secretKey: string | undefined,
  jwtSecret: string | undefined,
  findings: ConfigFindings,
): HostedSupabaseConfig {
  const url = readUrl(supabaseUrl, ['http', 'https']);
  if (url === null) {
    findings.add('SUPABASE_URL', 'is not a plain URL; use the project URL, for example https://abcdefgh.supabase.co.');
  } else if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    findings.add('SUPABASE_URL', 'is http; use https, because the secret key travels over it.');
  }
  if (publishableKey === undefined) {
    findings.add('SUPABASE_PUBLISHABLE_KEY', 'is missing; with SUPABASE_URL set, copy it from the project settings.');
  }
  if (secretKey === undefined) {
    findings.add('SUPABASE_SECRET_KEY', 'is missing; with SUPABASE_URL set, copy it from the project settings.');
  }
  if (env.DATABASE_URL !== undefined) {
    findings.add(
      'DATABASE_URL',
      'is set together with SUPABASE_URL; remove one, because only one of them holds the data.',
    );
  }
  return {
    mode: 'hosted',
    url: url === null ? '' : withoutTrailingSlash(url),
    publishableKey: publishableKey ?? '',
    secretKey: new Secret(secretKey ?? ''),
    jwtSecret: toSecret(jwtSecret),
  };
}

function readEmbedded(
  env: Env,
  publishableKey: string | undefined,
  secretKey: string | undefined,
  jwtSecret: string | undefined,
): EmbeddedSupabaseConfig {
  return {
    mode: 'embedded',
    databaseUrl: toSecret(env.DATABASE_URL),
    publishableKey: publishableKey ?? null,
    secretKey: toSecret(secretKey),
    jwtSecret: toSecret(jwtSecret),
  };
}

/** Supabase renamed its keys; both names are understood, but not with two values. */
function oneOf(env: Env, name: EnvName, alias: EnvName, findings: ConfigFindings): string | undefined {
  const value = env[name];
  const other = env[alias];
  if (value !== undefined && other !== undefined && value !== other) {
    findings.add(alias, `differs from ${name}, which is the same setting; keep one of them.`);
  }
  const chosen = value ?? other;
  return chosen === undefined ? undefined : String(chosen);
}

function refuseWeak(name: EnvName, value: string | undefined, leastLength: number, findings: ConfigFindings): void {
  const weakness = value === undefined ? null : secretWeakness(value, leastLength);
  if (weakness !== null) findings.add(name, `${weakness}; use a long random value (openssl rand -base64 48).`);
}

function toSecret(value: string | undefined): Secret | null {
  return value === undefined ? null : new Secret(value);
}
