import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { findMigrationsFolder } from '../../apps/api/src/database/migrations-folder.js';
import type { Stage } from './stage.js';

type Row = Readonly<Record<string, unknown>>;

/** Everything that is the owner's, here and at the vendors, as text to compare, and what tells it from the stranger's. */
export interface Snapshot {
  readonly rows: string;
  readonly sandbox: string;
  readonly vendorCalls: number;
  /** Values that occur in the owner's rows and in nobody else's. */
  readonly marks: readonly string[];
}

const MARK = /^(?=.*\d)\S{12,}$/;

export async function takeSnapshot(stage: Stage): Promise<Snapshot> {
  const { owner, world } = stage;
  const tables = await readTables(stage);
  const all = Object.values(tables).flat();
  const credentialIds = all.filter((row) => row['user_id'] === owner.userId).map((row) => String(row['credential_id']));
  const ids = [owner.userId, ...new Set(credentialIds.filter((id) => id.includes('-')))];
  const isOwners = (row: Row): boolean =>
    'user_id' in row ? row['user_id'] === owner.userId : ids.some((id) => JSON.stringify(row).includes(id));
  const owners = Object.entries(tables).map(([name, rows]) => [name, rows.filter(isOwners).map(withoutLastUse)]);
  const others = new Set(all.filter((row) => !isOwners(row)).flatMap(textsIn));
  const state = await world.control('GET', '/state?dates=0');
  const { count } = await world.control<{ count: number }>('GET', '/requests/count');
  return {
    rows: JSON.stringify(owners),
    sandbox: JSON.stringify(state),
    vendorCalls: count,
    marks: [...new Set([owner.email, ...all.filter(isOwners).flatMap(textsIn)])].filter(
      (text) => MARK.test(text) && !others.has(text),
    ),
  };
}

/** What differs between two snapshots, in words; empty when nothing does. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return [
    ...(before.rows === after.rows ? [] : ['the owner’s rows']),
    ...(before.sandbox === after.sandbox ? [] : ['the state at the vendors']),
    ...(before.vendorCalls === after.vendorCalls ? [] : ['the number of vendor calls']),
  ];
}

/** Past row-level security. The tables are those that the migrations make, so that a table of tomorrow is compared too. */
async function readTables(stage: Stage): Promise<Record<string, Row[]>> {
  // Names are known at run time only, which the typed client cannot follow.
  const client: SupabaseClient = stage.supabase.asService();
  const tables: Record<string, Row[]> = {};
  for (const name of tableNames()) {
    const { data, error } = await client.from(name).select<'*', Row>('*');
    if (error !== null) throw new Error(`${name}: ${error.message}`);
    tables[name] = data.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return tables;
}

function tableNames(): string[] {
  const folder = findMigrationsFolder();
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/create table (?:if not exists )?public\.(\w+)/g)]);
  return [...new Set(found.map(([, name]) => name ?? ''))];
}

/** A key's last use is noted also when its scopes then turn out not to suffice. */
function withoutLastUse(row: Row): Row {
  return { ...row, last_used_at: null };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
