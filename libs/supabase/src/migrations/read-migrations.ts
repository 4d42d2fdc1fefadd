import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SupabaseError } from '../supabase-error.js';
import { splitSql } from './split-sql.js';

const FILE_NAME = /^(\d{14})_([A-Za-z0-9_-]+)\.sql$/;

/** One file of `supabase/migrations`. */
export interface Migration {
  readonly version: string;
  readonly name: string;
  readonly script: string;
  readonly statements: readonly string[];
}

/** Reads the migrations of a folder in the order in which they are applied. Files that are not `.sql` are none of our business. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(names.map(async (name) => readMigration(folder, name)));
  for (const [i, { version }] of migrations.entries()) {
    if (migrations[i + 1]?.version === version) {
      throw new SupabaseError('migrations.invalid', `Two migrations have the version ${version} in ${folder}.`);
    }
  }
  if (migrations.length === 0) throw new SupabaseError('migrations.invalid', `There are no migrations in ${folder}.`);
  return migrations;
}

async function readMigration(folder: string, fileName: string): Promise<Migration> {
  const [, version, name] = FILE_NAME.exec(fileName) ?? [];
  if (version === undefined || name === undefined) {
    throw new SupabaseError('migrations.invalid', `${fileName} must be named <14 digits>_<name>.sql.`);
  }
  const script = await readFile(join(folder, fileName), 'utf8');
  return { version, name, script, statements: splitSql(script) };
}
