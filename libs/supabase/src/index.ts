export type { Database, Json, Tables, TablesInsert, TablesUpdate } from './database.types.js';
export { loadOrCreateKeys, type LocalKeys } from './keys/key-file.js';
export {
  openSupabase,
  type EmbeddedOptions,
  type HostedOptions,
  type Supabase,
  type SupabaseOptions,
} from './open-supabase.js';
export { parseTimestamp } from './parse-timestamp.js';
export { SupabaseError, type SupabaseErrorCode } from './supabase-error.js';
export type { JwksVerification, SecretVerification, TokenVerification } from './token-verification.js';
