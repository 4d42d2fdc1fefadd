import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { Secret } from '@app/secrets';
import { DATABASE_FOLDER } from '../embedded/database-folder.js';
import { linkIfFree } from '../link-if-free.js';
import { SupabaseError } from '../supabase-error.js';
import { parseKeys } from './parse-keys.js';
import { randomKeys } from './random-keys.js';

/** The keys of an embedded installation. */
export interface LocalKeys {
  readonly jwtSecret: Secret;
  readonly publishableKey: string;
  readonly secretKey: Secret;
  /** Key encryption keys by id, for the key ring of `@app/secrets`. */
  readonly encryptionKeys: Readonly<Record<string, Secret>>;
  readonly primaryEncryptionKey: string;
}

/**
 * Reads `<dataDir>/keys.json`, or makes it at the very first start. It never makes new keys for existing data: without the old
 * ones the credentials in there are unreadable, and new keys would only hide that.
 */
export function loadOrCreateKeys(dataDir: string): LocalKeys {
  if (!isAbsolute(dataDir)) throw new SupabaseError('data_dir.invalid', 'The data folder must be an absolute path.');
  const file = join(dataDir, 'keys.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    if (existsSync(join(dataDir, DATABASE_FOLDER))) {
      throw new SupabaseError(
        'keys.lost',
        `There is a database in ${dataDir} but its keys.json is missing. Put the file back from your backup: the stored ` +
          'credentials cannot be read without it. To start from nothing, remove the whole folder.',
      );
    }
    createKeyFile(file, dataDir);
  }
  refuseExposed(file);
  const { jwtSecret, publishableKey, secretKey, encryptionKeys, primaryEncryptionKey } = parseKeys(
    readFileSync(file, 'utf8'),
    file,
  );
  return {
    jwtSecret: new Secret(jwtSecret),
    publishableKey,
    secretKey: new Secret(secretKey),
    encryptionKeys: Object.fromEntries(Object.entries(encryptionKeys).map(([kid, key]) => [kid, new Secret(key)])),
    primaryEncryptionKey,
  };
}

/** Written aside, forced to disk, then given its name: the file is whole or absent, also after a power cut. */
function createKeyFile(file: string, dataDir: string): void {
  const draft = `${file}.${randomUUID()}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify(randomKeys(), null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    // When two first starts race, the loser must not replace keys that the winner already uses.
    linkIfFree(draft, file);
  } finally {
    unlinkSync(draft);
  }
  const folder = openSync(dataDir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function refuseExposed(file: string): void {
  // Windows has no such bits; its folders follow the account.
  if (process.platform === 'win32') return;
  const { mode } = statSync(file);
  if ((mode & 0o077) !== 0) {
    throw new SupabaseError(
      'keys.exposed',
      `Other users of this machine may read ${file}. Make it private (chmod 600) and consider its keys as known to them.`,
    );
  }
}
