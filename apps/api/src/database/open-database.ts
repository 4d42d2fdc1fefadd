import { openSupabase, type Supabase } from '@app/supabase';
import type { AppConfig } from '../config/app-config.js';
import type { InstallationKeys } from './installation-keys.js';
import { findMigrationsFolder } from './migrations-folder.js';

/** Opens the Supabase that the configuration names. A hosted one must have our migrations already: we never change its schema. */
export async function openDatabase(config: AppConfig, keys: InstallationKeys): Promise<Supabase> {
  const { publishableKey, secretKey } = keys;
  const migrationsDir = findMigrationsFolder();
  if (config.supabase.mode === 'hosted') {
    const { url } = config.supabase;
    const jwtSecret = keys.jwtSecret ?? undefined;
    const supabase = await openSupabase({ mode: 'hosted', url, publishableKey, secretKey, jwtSecret, migrationsDir });
    await supabase.checkMigrations();
    return supabase;
  }
  if (keys.jwtSecret === null) throw new TypeError('an embedded Supabase needs a JWT secret');
  return openSupabase({
    mode: 'embedded',
    dataDir: config.dataDir,
    databaseUrl: config.supabase.databaseUrl ?? undefined,
    jwtSecret: keys.jwtSecret,
    publishableKey,
    secretKey,
    signup: config.signUp === 'open',
    siteUrl: config.server.publicUrl,
    migrationsDir,
  });
}
