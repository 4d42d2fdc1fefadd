import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppConfig } from './app-config.js';
import { ConfigFindings } from './config-error.js';
import { ENV_NAMES, Env } from './env.js';
import { isLoopbackHost } from './loopback.js';
import { findNearMisses } from './near-misses.js';
import { readEncryption } from './read-encryption.js';
import { readLiveKit } from './read-livekit.js';
import { readMetricsToken } from './read-metrics-token.js';
import { readServer } from './read-server.js';
import { readSupabase } from './read-supabase.js';
import { readUrl, withoutTrailingSlash } from './read-url.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment as a checked, typed value. Throws one `ConfigError` that lists everything wrong. Touches nothing but the file
 * that ENCRYPTION_KEYS_FILE names, so tests and commands call it with any object.
 */
export function readConfig(
  environment: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): AppConfig {
  const findings = new ConfigFindings();
  const warnings: string[] = [];
  const given = withoutEmpty(environment);
  findNearMisses(Object.keys(given), findings);
  const env = checkEach(given, findings);

  const twilioBaseUrl = readTwilioBaseUrl(env, findings);
  const isSandbox = twilioBaseUrl !== null;
  const supabase = readSupabase(env, findings);
  const config = new AppConfig({
    server: readServer(env, isSandbox, findings),
    logging: { format: env.LOG_FORMAT ?? 'json', level: env.LOG_LEVEL ?? 'info' },
    metrics: { token: readMetricsToken(env.METRICS_TOKEN, findings) },
    dataDir: resolve(env.DATA_DIR ?? '.data'),
    supabase,
    encryption: readEncryption(env, supabase.mode === 'hosted', readFile, findings),
    livekit: readLiveKit(env, warnings, findings),
    twilio: { baseUrl: twilioBaseUrl },
    // A sandbox that nobody can sign up to would be of no use; a service on the internet that everybody can, of too much.
    signUp: env.SIGN_UP ?? (supabase.mode === 'embedded' && isSandbox ? 'open' : 'closed'),
    sipPassword: { overlapSeconds: env.SIP_PASSWORD_OVERLAP_SECONDS ?? 86_400 },
    reconcile: {
      everySeconds: env.RECONCILE_EVERY_SECONDS ?? 900,
      looksPerMinute: env.RECONCILE_LOOKS_PER_MINUTE ?? 60,
    },
    webhooks: { cachedAccounts: env.WEBHOOK_CACHE_ACCOUNTS ?? 10_000 },
    warnings,
  });
  findings.throwIfAny();
  return config;
}

function withoutEmpty(environment: Environment): Record<string, string> {
  const entries = Object.entries(environment).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** The rules of single variables. What fails is reported and then left out, so that the other rules see no nonsense. */
function checkEach(given: Record<string, string>, findings: ConfigFindings): Env {
  const known = Object.fromEntries(
    ENV_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const env = plainToInstance(Env, known);
  const errors = validateSync(env);
  for (const error of errors) {
    // What is not a number is neither too small nor too large either; that would only mislead.
    const sentence = error.constraints?.['isInt'] ?? Object.values(error.constraints ?? {})[0];
    findings.add(error.property, sentence ?? 'is not valid.');
  }
  const wrong = new Set(errors.map((error) => error.property));
  return plainToInstance(Env, Object.fromEntries(Object.entries(known).filter(([name]) => !wrong.has(name))));
}

/** Only a sandbox may stand in for Twilio: anything else would be sent the tenants' credentials. */
function readTwilioBaseUrl(env: Env, findings: ConfigFindings): string | null {
  if (env.TWILIO_BASE_URL === undefined) return null;
  const url = readUrl(env.TWILIO_BASE_URL, ['http', 'https']);
  if (url !== null && isLoopbackHost(url.hostname)) return withoutTrailingSlash(url);
  findings.add(
    'TWILIO_BASE_URL',
    'is not a URL on this machine; it is for the offline sandbox only, leave it out otherwise.',
  );
  return null;
}
