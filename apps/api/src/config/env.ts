// class-transformer needs it, also where no Nest has loaded it: in commands and tests.
import 'reflect-metadata';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';

const A_WHOLE_NUMBER = 'is not a whole number in its range';
const NOT_A_PORT = 'is not a port; use a whole number from 1 to 65535, or 0 for any free one.';

/**
 * Every environment variable Trunkline reads, with the rules a variable can be checked by alone. Rules between variables are in
 * the `read-*.ts` files. A variable set to nothing counts as absent, as it does in a shell script.
 */
export class Env {
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: NOT_A_PORT })
  @Min(0, { message: NOT_A_PORT })
  @Max(65_535, { message: NOT_A_PORT })
  readonly PORT?: number;

  @IsOptional()
  @Matches(/^[A-Za-z0-9.:_-]{1,253}$/, { message: 'is not a host name or IP address; use 127.0.0.1 or 0.0.0.0.' })
  readonly HOST?: string;

  @IsOptional()
  @IsString()
  readonly PUBLIC_URL?: string;

  @IsOptional()
  @IsString()
  readonly DATA_DIR?: string;

  @IsOptional()
  @IsIn(['json', 'pretty'], { message: 'is neither json nor pretty; use one of them, or leave it out.' })
  readonly LOG_FORMAT?: 'json' | 'pretty';

  @IsOptional()
  @IsIn(['error', 'warn', 'info', 'debug'], { message: 'is not a level; use error, warn, info or debug.' })
  readonly LOG_LEVEL?: 'error' | 'warn' | 'info' | 'debug';

  @IsOptional()
  @IsString()
  readonly METRICS_TOKEN?: string;

  @IsOptional()
  @IsString()
  readonly TRUST_PROXY?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_URL?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_PUBLISHABLE_KEY?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_ANON_KEY?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_SECRET_KEY?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_SERVICE_ROLE_KEY?: string;

  @IsOptional()
  @IsString()
  readonly SUPABASE_JWT_SECRET?: string;

  @IsOptional()
  @Matches(/^postgres(?:ql)?:\/\/\S+$/, { message: 'is not a PostgreSQL URL; use postgresql://user:password@host/db.' })
  readonly DATABASE_URL?: string;

  @IsOptional()
  @IsString()
  readonly ENCRYPTION_KEYS?: string;

  @IsOptional()
  @IsString()
  readonly ENCRYPTION_KEYS_FILE?: string;

  @IsOptional()
  @IsString()
  readonly ENCRYPTION_PRIMARY_KEY?: string;

  @IsOptional()
  @IsString()
  readonly LIVEKIT_URL?: string;

  @IsOptional()
  @IsString()
  readonly LIVEKIT_API_KEY?: string;

  @IsOptional()
  @IsString()
  readonly LIVEKIT_API_SECRET?: string;

  @IsOptional()
  @IsString()
  readonly LIVEKIT_SIP_URI?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'is not an agent name; use up to 64 letters, digits, - and _.' })
  readonly LIVEKIT_AGENT_NAME?: string;

  @IsOptional()
  @IsString()
  readonly TWILIO_BASE_URL?: string;

  @IsOptional()
  @IsIn(['open', 'closed'], { message: 'is neither open nor closed; use one of them, or leave it out.' })
  readonly SIGN_UP?: 'open' | 'closed';

  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `${A_WHOLE_NUMBER}; use seconds, for example 86400 for a day.` })
  @Min(0, { message: 'is negative; use 0 to retire the old SIP password at once, or seconds to keep it.' })
  @Max(2_592_000, { message: 'is longer than 30 days; an old SIP password should not live on for that long.' })
  readonly SIP_PASSWORD_OVERLAP_SECONDS?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `${A_WHOLE_NUMBER}; use seconds, for example 900, or 0 to look at nothing unasked.` })
  @Min(0, { message: 'is negative; use seconds, or 0 to look at nothing unasked.' })
  @Max(86_400, { message: 'is longer than a day; use 0 if drift is not to be noticed at all.' })
  readonly RECONCILE_EVERY_SECONDS?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `${A_WHOLE_NUMBER}; use for example 60.` })
  @Min(1, { message: 'is less than 1; use RECONCILE_EVERY_SECONDS=0 to look at nothing unasked.' })
  @Max(300, { message: 'is more than 300; LiveKit takes 1,000 requests a minute, and a look is three of them.' })
  readonly RECONCILE_LOOKS_PER_MINUTE?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `${A_WHOLE_NUMBER}; use for example 10000.` })
  @Min(1, { message: 'is less than 1; use about as many as this installation has Twilio accounts.' })
  @Max(1_000_000, { message: 'is more than a million; use about as many as this installation has Twilio accounts.' })
  readonly WEBHOOK_CACHE_ACCOUNTS?: number;
}

/** The names, for the near-miss check and `.env.example`'s test. */
export const ENV_NAMES = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATA_DIR',
  'LOG_FORMAT',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'TRUST_PROXY',
  'SUPABASE_URL',
  'SUPABASE_PUBLISHABLE_KEY',
  'SUPABASE_ANON_KEY',
  'SUPABASE_SECRET_KEY',
  'SUPABASE_SERVICE_ROLE_KEY',
  'SUPABASE_JWT_SECRET',
  'DATABASE_URL',
  'ENCRYPTION_KEYS',
  'ENCRYPTION_KEYS_FILE',
  'ENCRYPTION_PRIMARY_KEY',
  'LIVEKIT_URL',
  'LIVEKIT_API_KEY',
  'LIVEKIT_API_SECRET',
  'LIVEKIT_SIP_URI',
  'LIVEKIT_AGENT_NAME',
  'TWILIO_BASE_URL',
  'SIGN_UP',
  'SIP_PASSWORD_OVERLAP_SECONDS',
  'RECONCILE_EVERY_SECONDS',
  'RECONCILE_LOOKS_PER_MINUTE',
  'WEBHOOK_CACHE_ACCOUNTS',
] as const satisfies readonly (keyof Env)[];

export type EnvName = (typeof ENV_NAMES)[number];
