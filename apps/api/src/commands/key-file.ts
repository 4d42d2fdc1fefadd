import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of `keys.json` that a rotation changes. The rest of the file is kept as it is. */
interface KeyFile {
  readonly encryptionKeys: Readonly<Record<string, string>>;
  readonly primaryEncryptionKey: string;
}

/**
 * Adds a key at the end: the order of the file is the order of age. The id of the new key. It must be on disk before anything is
 * sealed with it, so this returns only when it is.
 */
export function addKey(dataDir: string, { makePrimary }: { readonly makePrimary: boolean }): string {
  const keyId = `k${randomBytes(4).toString('hex')}`;
  change(dataDir, (file) => ({
    encryptionKeys: { ...file.encryptionKeys, [keyId]: randomBytes(32).toString('base64') },
    primaryEncryptionKey: makePrimary ? keyId : file.primaryEncryptionKey,
  }));
  return keyId;
}

export function makePrimary(dataDir: string, keyId: string): void {
  change(dataDir, ({ encryptionKeys }) => ({ encryptionKeys, primaryEncryptionKey: keyId }));
}

export function removeKey(dataDir: string, keyId: string): void {
  change(dataDir, ({ encryptionKeys, primaryEncryptionKey }) => ({
    encryptionKeys: Object.fromEntries(Object.entries(encryptionKeys).filter(([known]) => known !== keyId)),
    primaryEncryptionKey,
  }));
}

/** Written aside, forced to disk, then given its name: the file is the old one or the new one, also after a power cut. */
function change(dataDir: string, edit: (file: KeyFile) => KeyFile): void {
  const file = join(dataDir, 'keys.json');
  // Its form was proven when the database was opened with it.
  const content = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(handle, `${JSON.stringify({ ...content, ...edit(content) }, null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  const folder = openSync(dataDir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
