import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createPgliteConnection } from '@supabase/lite/pglite';
import type { SecretKind } from './canaries.js';

/** Somewhere a secret must not be. */
export interface Place {
  readonly kind: 'log' | 'answer' | 'table' | 'file' | 'vendor address';
  readonly name: string;
  readonly bytes: Buffer;
  readonly mayShow?: readonly SecretKind[];
}

/** The one file whose job it is to hold keys. */
export const KEY_FILE = 'keys.json';

/**
 * Supabase Auth keeps refresh tokens as they are, hosted and embedded alike: its table and, since a file does not say whose page is
 * whose, the database's files may hold them. They open nothing but the session they renew, and only once.
 */
export const AUTH_REFRESH_TOKENS = 'auth.refresh_tokens';
const KEPT_BY_AUTH: readonly SecretKind[] = ['refresh token'];

/** Every file below a folder as it lies on the disk, the key file aside. */
export function filesOf(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !(entry.name === KEY_FILE && entry.parentPath === folder))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      const isDatabase = name.startsWith('supabase/');
      return { kind: 'file', name, bytes: readFileSync(path), ...(isDatabase ? { mayShow: KEPT_BY_AUTH } : {}) };
    });
}

export function isPrivate(file: string): boolean {
  return (statSync(file).mode & 0o777) === 0o600;
}

/** Every table of the stopped service, of whatever schema, as its owner sees it: compressed values are readable here only. */
export async function tablesOf(dataDir: string): Promise<Place[]> {
  const connection = await createPgliteConnection({ url: join(dataDir, 'supabase') });
  try {
    await connection.driver.waitReady;
    const tables = await connection.driver.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const places: Place[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await connection.driver.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      const bytes = Buffer.from(rows.map(({ row }) => row).join('\n'), 'utf8');
      places.push({ kind: 'table', name, bytes, ...(name === AUTH_REFRESH_TOKENS ? { mayShow: KEPT_BY_AUTH } : {}) });
    }
    return places;
  } finally {
    await connection.close();
  }
}
