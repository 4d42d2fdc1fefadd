import { SupabaseError } from '../supabase-error.js';
import type { KeyFileContent } from './random-keys.js';

/** Reads the text of a key file; `keys.malformed` says which field is wrong, never what it holds. */
export function parseKeys(text: string, file: string): KeyFileContent {
  const content = parseObject(text, file);
  const encryptionKeys: Record<string, string> = {};
  for (const [kid, key] of Object.entries(objectOf(content['encryptionKeys'], 'encryptionKeys', file))) {
    encryptionKeys[kid] = textOf(key, `encryptionKeys.${kid}`, file);
    if (Buffer.from(encryptionKeys[kid], 'base64').length !== 32) throw malformed(`encryptionKeys.${kid}`, file);
  }
  const primaryEncryptionKey = textOf(content['primaryEncryptionKey'], 'primaryEncryptionKey', file);
  if (!Object.hasOwn(encryptionKeys, primaryEncryptionKey)) throw malformed('primaryEncryptionKey', file);
  return {
    jwtSecret: textOf(content['jwtSecret'], 'jwtSecret', file),
    publishableKey: textOf(content['publishableKey'], 'publishableKey', file),
    secretKey: textOf(content['secretKey'], 'secretKey', file),
    encryptionKeys,
    primaryEncryptionKey,
  };
}

function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is all secrets.
    throw malformed('the file', file);
  }
  return objectOf(value, 'the file', file);
}

function objectOf(value: unknown, field: string, file: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(field, file);
  return { ...value };
}

function textOf(value: unknown, field: string, file: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(field, file);
  return value;
}

function malformed(field: string, file: string): SupabaseError {
  return new SupabaseError(
    'keys.malformed',
    `${file} is not a key file of Trunkline: ${field} is missing or malformed. Put the file back from your backup.`,
  );
}
