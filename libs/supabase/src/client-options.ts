import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from './database.types.js';
import { SupabaseError } from './supabase-error.js';

/** A server keeps no session: each client speaks for one caller, whose token comes with the request. */
export const CLIENT_AUTH = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } as const;

/** The cheapest question that needs the database and the migrations: one row by its key. */
export async function ping(service: SupabaseClient<Database>): Promise<void> {
  const { error } = await service.from('installation').select('installation_id').limit(1);
  if (error === null) return;
  throw new SupabaseError('database.unreachable', `The database does not answer: ${error.code} ${error.message}`);
}
