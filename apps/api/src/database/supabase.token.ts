import type { SupabaseClient } from '@supabase/supabase-js';

/** Injection token of the one open Supabase of this process. Features inject `TenantDatabase` instead. */
export const SUPABASE = Symbol('Supabase');

/** A supabase-js client as stores use it. Rows are typed at the store's edge, by `unwrap<Row>`. */
export type DatabaseClient = SupabaseClient;
