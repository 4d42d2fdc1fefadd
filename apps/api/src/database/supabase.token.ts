import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '@app/supabase';

/** Injection token of the one open Supabase of this process. Features inject `TenantDatabase` instead. */
export const SUPABASE = Symbol('Supabase');

/** A supabase-js client as stores use it. */
export type DatabaseClient = SupabaseClient<Database>;
