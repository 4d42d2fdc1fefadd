import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds `supabase/migrations` above this file, which lies at another depth when compiled. */
export function findMigrationsFolder(from: string = import.meta.dirname): string {
  const folder = join(from, 'supabase', 'migrations');
  if (existsSync(folder)) return folder;
  const parent = dirname(from);
  if (parent === from) throw new Error('The folder supabase/migrations is missing beside the program.');
  return findMigrationsFolder(parent);
}
