import { KeyRing, type Secret } from '@app/secrets';
import { loadOrCreateKeys } from '@app/supabase';
import type { AppConfig, EmbeddedSupabaseConfig, EncryptionConfig } from '../config/app-config.js';

/** Every key this installation works with, whether the operator gave it or it was made at the first start. */
export interface InstallationKeys {
  readonly publishableKey: string;
  readonly secretKey: Secret;
  /** Null for a hosted project that publishes its keys. */
  readonly jwtSecret: Secret | null;
  readonly ring: KeyRing;
}

export const INSTALLATION_KEYS = Symbol('InstallationKeys');

/** Hosted mode has been checked to name all keys. Embedded mode fills what is missing from the data directory's key file. */
export function installationKeys({ supabase, encryption, dataDir }: AppConfig): InstallationKeys {
  if (supabase.mode === 'hosted') {
    const { publishableKey, secretKey, jwtSecret } = supabase;
    return { publishableKey, secretKey, jwtSecret, ring: ringOf(encryption) };
  }
  return embeddedKeys(supabase, encryption, dataDir);
}

function embeddedKeys(
  { publishableKey, secretKey, jwtSecret }: EmbeddedSupabaseConfig,
  encryption: EncryptionConfig | null,
  dataDir: string,
): InstallationKeys {
  if (publishableKey !== null && secretKey !== null && jwtSecret !== null && encryption !== null) {
    return { publishableKey, secretKey, jwtSecret, ring: ringOf(encryption) };
  }
  const made = loadOrCreateKeys(dataDir);
  return {
    publishableKey: publishableKey ?? made.publishableKey,
    secretKey: secretKey ?? made.secretKey,
    jwtSecret: jwtSecret ?? made.jwtSecret,
    ring:
      encryption === null
        ? KeyRing.parse({ keys: made.encryptionKeys, primary: made.primaryEncryptionKey })
        : ringOf(encryption),
  };
}

function ringOf(encryption: EncryptionConfig | null): KeyRing {
  const keys = Object.fromEntries((encryption?.keys ?? []).map(({ keyId, key }) => [keyId, key]));
  return KeyRing.parse({ keys, primary: encryption?.primaryKeyId ?? '' });
}
