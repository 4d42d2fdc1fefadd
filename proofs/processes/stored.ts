import { readConfig, type Environment } from '../../apps/api/src/config/read-config.js';
import { installationKeys } from '../../apps/api/src/database/installation-keys.js';
import { openDatabase } from '../../apps/api/src/database/open-database.js';
import { readStoredState, type StoredState } from '../provisioning/stored-state.js';

/**
 * What an installation has stored about these tenants, with the keys that it has itself. Over PGlite only while no server has the
 * folder.
 */
export async function readStored(
  environment: Environment,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, StoredState>> {
  const config = readConfig(environment);
  const keys = installationKeys(config);
  const supabase = await openDatabase(config, keys);
  try {
    const found = new Map<string, StoredState>();
    for (const tenantId of tenantIds) found.set(tenantId, await readStoredState(supabase, keys.ring, tenantId));
    return found;
  } finally {
    await supabase.close();
  }
}
