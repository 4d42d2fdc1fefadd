import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeCensus } from '../../apps/api/src/commands/rewrap-values.js';
import { SealedValuesStore } from '../../apps/api/src/commands/sealed-values.store.js';
import { readConfig, type Environment } from '../../apps/api/src/config/read-config.js';
import { installationKeys } from '../../apps/api/src/database/installation-keys.js';
import { openDatabase } from '../../apps/api/src/database/open-database.js';

/** The ring as the key file has it. */
export interface Ring {
  readonly keyIds: readonly string[];
  readonly primary: string;
}

export function ringIn(dataDir: string): Ring {
  const file = join(dataDir, 'keys.json');
  if (!existsSync(file)) return { keyIds: [], primary: '' };
  const { encryptionKeys, primaryEncryptionKey } = JSON.parse(readFileSync(file, 'utf8')) as {
    encryptionKeys: Record<string, string>;
    primaryEncryptionKey: string;
  };
  return { keyIds: Object.keys(encryptionKeys), primary: primaryEncryptionKey };
}

export interface Inspection {
  /** Whether the primary key seals every value. */
  readonly isRotated: boolean;
  readonly breaches: readonly string[];
}

/** Opens every sealed value with the ring that the installation has now. */
export async function inspectValues(environment: Environment): Promise<Inspection> {
  const config = readConfig(environment);
  const keys = installationKeys(config);
  const supabase = await openDatabase(config, keys);
  try {
    const { values, byKey, unreadable } = await takeCensus(new SealedValuesStore(supabase.asService()), keys.ring);
    const retired = [...byKey.keys()].filter((keyId) => !keys.ring.kids.includes(keyId));
    return {
      isRotated: byKey.get(keys.ring.primary) === values,
      breaches: [
        ...unreadable.map(({ table, rowId, column }) => `${column} of ${table} ${rowId} does not open`),
        ...retired.map((keyId) => `values are still sealed with ${keyId}, which is retired`),
      ],
    };
  } finally {
    await supabase.close();
  }
}
