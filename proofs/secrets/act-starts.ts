import { randomBytes } from 'node:crypto';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import type { Canaries } from './canaries.js';
import { ChildApi } from './child-api.js';

const LONGEST_REFUSAL_MS = 20_000;

/** Starts that must fail, with secrets in what is wrong about them: the explanation names the variable and never its value. */
export async function startWrongly(environment: Environment, folder: string, canaries: Canaries): Promise<ChildApi[]> {
  const secret = (name: string): string => canaries.add('environment', name, randomBytes(18).toString('base64url'));
  const settings: Environment[] = [
    {
      SUPABASE_JWT_SECRET: secret('short JWT secret').slice(0, 20),
      ENCRYPTION_KEYS: `k1:${secret('short encryption key')}`,
      LIVEKIT_URL: `ws://key:${secret('LIVEKIT_URL')}@127.0.0.1:1`,
      LIVEKIT_SIP_URI: `sip:user:${secret('LIVEKIT_SIP_URI')}@127.0.0.1;transport=tcp`,
      LIVEKIT_API_SECERT: secret('misspelt variable'),
      PUBLIC_URL: `http://user:${secret('PUBLIC_URL')}@127.0.0.1:3000`,
      TWILIO_BASE_URL: `http://user:${secret('TWILIO_BASE_URL')}@127.0.0.1:1`,
      METRICS_TOKEN: `${secret('METRICS_TOKEN')} of two words`,
      DATABASE_URL: `mysql://user:${secret('DATABASE_URL')}@127.0.0.1/db`,
    },
    {
      SUPABASE_URL: `https://user:${secret('SUPABASE_URL')}@127.0.0.1`,
      SUPABASE_SECRET_KEY: secret('secret key alone'),
      METRICS_TOKEN: secret('short METRICS_TOKEN').slice(0, 20),
    },
    // Nobody listens there: what the driver says about it must not come through.
    { DATABASE_URL: `postgresql://user:${secret('unreachable DATABASE_URL')}@127.0.0.1:1/db` },
  ];
  // The short ones are looked for as they were given.
  canaries.add('environment', 'short JWT secret as given', settings[0]?.SUPABASE_JWT_SECRET ?? '');
  canaries.add('environment', 'short METRICS_TOKEN as given', settings[1]?.METRICS_TOKEN ?? '');
  const children: ChildApi[] = [];
  for (const wrong of settings) {
    const child = new ChildApi({ ...environment, ...wrong }, folder);
    await child.ended(LONGEST_REFUSAL_MS);
    children.push(child);
  }
  return children;
}
