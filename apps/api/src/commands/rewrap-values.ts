import { openSecret, rewrapSecret, sealedWith, type KeyRing } from '@app/secrets';
import type { SealedColumn } from '../credentials/sealed-columns.js';
import { contextOf, type SealedRow, type SealedValuesStore } from './sealed-values.store.js';

/** A row that a running server keeps changing is tried this often; the next rotate finds it again. */
const MOST_TRIES = 5;

/** A value that does not open: its place, never its content. */
export interface Unreadable extends Pick<SealedRow, 'table' | 'rowId'> {
  readonly column: SealedColumn;
}

export interface Census {
  readonly credentials: number;
  readonly values: number;
  /** How many values each key seals. */
  readonly byKey: ReadonlyMap<string, number>;
  readonly legacyRows: number;
  readonly unreadable: readonly Unreadable[];
}

/** Looks at every sealed value; `ring` given, it also opens each. */
export async function takeCensus(store: SealedValuesStore, ring: KeyRing | null): Promise<Census> {
  const byKey = new Map<string, number>();
  const unreadable: Unreadable[] = [];
  let credentials = 0;
  let values = 0;
  let legacyRows = 0;
  for await (const row of store.rows()) {
    if (row.isLegacy) legacyRows += 1;
    if (row.table === 'user_twilio_credentials' && row.values.size > 0) credentials += 1;
    for (const [column, token] of row.values) {
      values += 1;
      const keyId = keyOf(token);
      if (keyId !== null) byKey.set(keyId, (byKey.get(keyId) ?? 0) + 1);
      const opens = keyId !== null && (ring === null || attempt(() => openSecret(ring, contextOf(row, column), token)));
      if (!opens) unreadable.push({ table: row.table, rowId: row.rowId, column });
    }
  }
  return { credentials, values, byKey, legacyRows, unreadable };
}

export interface Rewrapped {
  readonly values: number;
  readonly credentials: number;
  readonly unreadable: readonly Unreadable[];
  /** Rows that were changed by somebody else at every try. */
  readonly contested: readonly Pick<SealedRow, 'table' | 'rowId'>[];
}

/**
 * Brings every value under the ring's primary key. Each row is replaced only as it was read, so that what a running server writes
 * wins; what is under the primary key already is left alone, so that a killed rotation is finished by running it again.
 */
export async function rewrapAll(store: SealedValuesStore, ring: KeyRing): Promise<Rewrapped> {
  const unreadable: Unreadable[] = [];
  const contested: SealedRow[] = [];
  let values = 0;
  let credentials = 0;
  for await (const found of store.rows()) {
    const result = await rewrapRow(store, ring, found);
    values += result.values;
    credentials += found.table === 'user_twilio_credentials' && result.values > 0 ? 1 : 0;
    unreadable.push(...result.unreadable);
    if (result.isContested) contested.push(found);
  }
  return { values, credentials, unreadable, contested };
}

async function rewrapRow(
  store: SealedValuesStore,
  ring: KeyRing,
  found: SealedRow,
): Promise<{ values: number; unreadable: readonly Unreadable[]; isContested: boolean }> {
  let row: SealedRow | null = found;
  for (let tries = 0; row !== null && tries < MOST_TRIES; tries += 1) {
    const { renewed, unreadable } = renew(ring, row);
    if (renewed.size === 0 || (await store.replace(row, renewed))) {
      return { values: renewed.size, unreadable, isContested: false };
    }
    row = await store.find(found);
  }
  return { values: 0, unreadable: [], isContested: row !== null };
}

function renew(
  ring: KeyRing,
  row: SealedRow,
): { renewed: ReadonlyMap<SealedColumn, string>; unreadable: readonly Unreadable[] } {
  const renewed = new Map<SealedColumn, string>();
  const unreadable: Unreadable[] = [];
  for (const [column, token] of row.values) {
    if (keyOf(token) === ring.primary) continue;
    const opens = attempt(() => renewed.set(column, rewrapSecret(ring, contextOf(row, column), token)));
    if (!opens) unreadable.push({ table: row.table, rowId: row.rowId, column });
  }
  return { renewed, unreadable };
}

/** Null when the value is no sealed one. */
function keyOf(token: string): string | null {
  try {
    return sealedWith(token);
  } catch {
    return null;
  }
}

function attempt(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
