export type { Database, Json, Tables, TablesInsert, TablesUpdate } from './database.types.js';
export { loadOrCreateKeys, type LocalKeys } from './keys/key-file.js';
export { openSupabase } from './open-supabase.js';
export { parseTimestamp } from './parse-timestamp.js';
export type { EmbeddedOptions, HostedOptions, Supabase, SupabaseOptions } from './supabase.js';
export { SupabaseError, type SupabaseErrorCode } from './supabase-error.js';
export type { JwksVerification, SecretVerification, TokenVerification } from './token-verification.js';
