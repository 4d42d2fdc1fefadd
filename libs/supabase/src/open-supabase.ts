import { openEmbeddedSupabase } from './embedded/open-embedded-supabase.js';
import { openHosted } from './hosted/open-hosted.js';
import type { Supabase, SupabaseOptions } from './supabase.js';

/** Opens the data layer. Fails, rather than starts half-secured, on weak keys, a locked data folder or changed migrations. */
export async function openSupabase(options: SupabaseOptions): Promise<Supabase> {
  return options.mode === 'hosted' ? openHosted(options) : openEmbeddedSupabase(options);
}
