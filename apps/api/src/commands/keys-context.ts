import type { KeyRing } from '@app/secrets';
import type { Supabase } from '@app/supabase';
import type { AppConfig } from '../config/app-config.js';
import type { DatabaseClient } from '../database/supabase.token.js';
import type { TenantDatabase } from '../database/tenant-database.js';
import type { Print } from './command-line.js';
import type { Unreadable } from './rewrap-values.js';
import type { SealedValuesStore } from './sealed-values.store.js';

/** What the actions work with. */
export interface KeysContext {
  readonly config: AppConfig;
  readonly print: Print;
  readonly database: DatabaseClient;
  readonly tenantDatabase: TenantDatabase;
  readonly kind: Supabase['kind'];
  readonly ring: KeyRing;
  readonly store: SealedValuesStore;
  /** The key file is ours to change; otherwise the ring is the operator's. */
  readonly ownsRing: boolean;
}

/** A key that was added and not used yet: the newest one, where it is not the primary. The file's order is the order of age. */
export function nextKeyOf({ ring: { kids, primary }, ownsRing }: KeysContext): string | null {
  if (!ownsRing) return null;
  const newest = kids.at(-1);
  return newest === undefined || newest === primary ? null : newest;
}

export function printUnreadable(print: Print, unreadable: readonly Unreadable[]): void {
  for (const { column, ...row } of unreadable) print(`Does not open: ${column} of ${nameOf(row)}.`);
}

export function nameOf({ table, rowId }: Pick<Unreadable, 'table' | 'rowId'>): string {
  return `${table === 'agent_endpoints' ? 'agent endpoint' : 'credential'} ${rowId}`;
}

export function placeOf(config: AppConfig, ownsRing: boolean): string {
  return ownsRing ? `${config.dataDir}/keys.json` : 'ENCRYPTION_KEYS';
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
