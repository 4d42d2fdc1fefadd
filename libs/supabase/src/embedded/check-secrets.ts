import { Secret } from '@app/secrets';
import { SupabaseError } from '../supabase-error.js';

const KNOWN_SECRETS = new Set([
  'unsafe-secret-change-me',
  // The secret of every self-hosted Supabase that was never configured.
  'super-secret-jwt-token-with-at-least-32-characters-long',
  'your-super-secret-jwt-token-with-at-least-32-characters-long',
]);
const MIN_SECRET_BYTES = 32;
const TAIL = /^[A-Za-z0-9_-]{20,}$/;

/** Keys and secret with which an embedded database may be opened. */
export interface EmbeddedKeys {
  readonly jwtSecret: Secret;
  readonly publishableKey: string;
  readonly secretKey: Secret;
}

/** Refuses what `@supabase/lite` would accept: no keys (then nothing is checked at all), and a secret that can be guessed. */
export function checkSecrets({ jwtSecret, publishableKey, secretKey }: EmbeddedKeys): void {
  const text = jwtSecret.reveal();
  if (Buffer.byteLength(text) < MIN_SECRET_BYTES || new Set(text).size < 8 || KNOWN_SECRETS.has(text)) {
    throw new SupabaseError(
      'options.insecure',
      `The JWT secret must be random and at least ${String(MIN_SECRET_BYTES)} bytes long.`,
    );
  }
  if (!hasForm(publishableKey, 'sb_publishable_')) {
    throw new SupabaseError(
      'options.insecure',
      'The publishable key must be sb_publishable_ and 20 or more characters.',
    );
  }
  if (!hasForm(secretKey.reveal(), 'sb_secret_')) {
    throw new SupabaseError('options.insecure', 'The secret key must be sb_secret_ and 20 or more characters.');
  }
}

function hasForm(key: string, prefix: string): boolean {
  return key.startsWith(prefix) && TAIL.test(key.slice(prefix.length));
}
