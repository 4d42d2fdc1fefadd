import { Secret } from '@app/secrets';
import type { EncryptionConfig, EncryptionKeyConfig } from './app-config.js';
import type { ConfigFindings } from './config-error.js';
import type { Env } from './env.js';

const KEY_BYTES = 32;
const HOW = 'use <key id>:<32 bytes in base64>, several separated by commas (k1:$(openssl rand -base64 32))';

/** The key ring from ENCRYPTION_KEYS or from the file that ENCRYPTION_KEYS_FILE names; null when neither is set. */
export function readEncryption(
  env: Env,
  isHosted: boolean,
  readFile: (path: string) => string,
  findings: ConfigFindings,
): EncryptionConfig | null {
  const source = env.ENCRYPTION_KEYS === undefined ? 'ENCRYPTION_KEYS_FILE' : 'ENCRYPTION_KEYS';
  const text = env.ENCRYPTION_KEYS ?? readKeysFile(env.ENCRYPTION_KEYS_FILE, readFile, findings);
  if (env.ENCRYPTION_KEYS !== undefined && env.ENCRYPTION_KEYS_FILE !== undefined) {
    findings.add('ENCRYPTION_KEYS_FILE', 'is set together with ENCRYPTION_KEYS; keep one of them.');
  }
  if (text === undefined) {
    if (isHosted && env.ENCRYPTION_KEYS_FILE === undefined) {
      findings.add('ENCRYPTION_KEYS', `is missing; with SUPABASE_URL set, ${HOW}.`);
    }
    if (env.ENCRYPTION_PRIMARY_KEY !== undefined) {
      findings.add('ENCRYPTION_PRIMARY_KEY', 'names a key, but there are no keys; set ENCRYPTION_KEYS.');
    }
    return null;
  }
  const keys = readKeys(text, source, findings);
  return { keys, primaryKeyId: readPrimary(env.ENCRYPTION_PRIMARY_KEY, keys, findings) };
}

function readKeysFile(
  path: string | undefined,
  readFile: (path: string) => string,
  findings: ConfigFindings,
): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFile(path).trim();
  } catch {
    findings.add('ENCRYPTION_KEYS_FILE', 'names a file that cannot be read; check the path and its permissions.');
    return undefined;
  }
}

function readKeys(text: string, source: string, findings: ConfigFindings): EncryptionKeyConfig[] {
  const keys: EncryptionKeyConfig[] = [];
  for (const entry of text.split(/[,\s]+/).filter((part) => part !== '')) {
    const [, keyId, encoded] = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (keyId === undefined || bytes.length !== KEY_BYTES) {
      findings.add(source, `has an entry that is not a key; ${HOW}.`);
    } else if (keys.some((key) => key.keyId === keyId)) {
      findings.add(source, `has the key id ${keyId} twice; give each key its own id.`);
    } else if (new Set(bytes).size < KEY_BYTES / 4) {
      findings.add(source, `has a key that is not random (key id ${keyId}); make one with openssl rand -base64 32.`);
    } else {
      keys.push({ keyId, key: new Secret(bytes.toString('base64')) });
    }
  }
  if (keys.length === 0) findings.add(source, `holds no usable key; ${HOW}.`);
  return keys;
}

/** With one key there is nothing to choose. With several the operator says which one seals, so that a rotation is a decision. */
function readPrimary(
  named: string | undefined,
  keys: readonly EncryptionKeyConfig[],
  findings: ConfigFindings,
): string {
  const [only] = keys;
  if (named === undefined) {
    if (keys.length > 1) {
      findings.add(
        'ENCRYPTION_PRIMARY_KEY',
        'is missing; with several keys, set it to the id of the key that encrypts.',
      );
    }
    return only?.keyId ?? '';
  }
  if (keys.length > 0 && !keys.some((key) => key.keyId === named)) {
    findings.add('ENCRYPTION_PRIMARY_KEY', 'is not the id of any key in ENCRYPTION_KEYS; use one of them.');
  }
  return named;
}
