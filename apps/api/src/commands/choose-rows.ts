import type { ConnectedRow, LegacyRow } from './legacy-rows.store.js';

/** A row of the origin system and what is to become of it. */
export type Choice =
  | { readonly row: LegacyRow; readonly verdict: 'complete' }
  | { readonly row: LegacyRow; readonly verdict: 'leave'; readonly because: string };

/**
 * One account can be connected once. Of several rows for it the active one is completed, else the one changed last; the others keep
 * everything they hold, because only their owner knows whether they may go.
 */
export function chooseRows(legacy: readonly LegacyRow[], connected: readonly ConnectedRow[]): Choice[] {
  const best = new Map<string, LegacyRow>();
  for (const row of legacy.toSorted(byPreference)) {
    if (!best.has(row.account_sid)) best.set(row.account_sid, row);
  }
  return legacy.map((row): Choice => {
    const taken = connected.find((other) => other.account_sid === row.account_sid);
    if (taken !== undefined) return leave(row, `its account is connected already (credential ${taken.id})`);
    const chosen = best.get(row.account_sid);
    if (chosen !== undefined && chosen !== row) {
      return leave(
        row,
        `another row has the same account and is ${chosen.is_active ? 'the active one' : 'newer'} (${chosen.id})`,
      );
    }
    if (row.auth_token === null || row.auth_token.trim() === '') return leave(row, 'it has no auth token');
    return { row, verdict: 'complete' };
  });
}

function byPreference(a: LegacyRow, b: LegacyRow): number {
  if (a.is_active !== b.is_active) return a.is_active ? -1 : 1;
  return b.updated_at.localeCompare(a.updated_at) || a.id.localeCompare(b.id);
}

function leave(row: LegacyRow, because: string): Choice {
  return { row, verdict: 'leave', because };
}
