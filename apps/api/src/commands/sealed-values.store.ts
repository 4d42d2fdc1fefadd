import { isSealed } from '@app/secrets';
import { credentialContext, SEALED_COLUMNS, type SealedColumn } from '../credentials/sealed-columns.js';
import type { DatabaseClient } from '../database/supabase.token.js';
import { unwrap } from '../database/unwrap.js';

const PAGE = 200;
const COLUMNS =
  'id, user_id, status, auth_token, api_key_secret, sip_password, previous_sip_password, previous_auth_token';

/** One row with sealed values. `values` holds what is there, by column. */
export interface SealedRow {
  readonly credentialId: string;
  readonly tenantId: string;
  /** Rows of the origin system hold plain values until they are completed. */
  readonly isLegacy: boolean;
  readonly values: ReadonlyMap<SealedColumn, string>;
}

/** Everything that is sealed, as ciphertext. With the service's rights, because it crosses all tenants. */
export class SealedValuesStore {
  constructor(private readonly database: DatabaseClient) {}

  /** All rows, page by page in the order of their ids: what is added meanwhile is sealed with the newest key anyway. */
  async *rows(): AsyncGenerator<SealedRow> {
    let after: string | null = null;
    for (;;) {
      const query = this.database.from('user_twilio_credentials').select(COLUMNS).order('id').limit(PAGE);
      const page: readonly Row[] = unwrap(await (after === null ? query : query.gt('id', after)));
      yield* page.map(sealedRow);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** The row as it is now; null when it is gone. */
  async find(credentialId: string): Promise<SealedRow | null> {
    const row: Row | null = unwrap(
      await this.database.from('user_twilio_credentials').select(COLUMNS).eq('id', credentialId).maybeSingle(),
    );
    return row === null ? null : sealedRow(row);
  }

  /** Puts new ciphertext in place of exactly the old one. False when somebody else has changed it meanwhile. */
  async replace(row: SealedRow, renewed: ReadonlyMap<SealedColumn, string>): Promise<boolean> {
    const changes: Partial<Record<SealedColumn, string>> = Object.fromEntries(renewed);
    let update = this.database
      .from('user_twilio_credentials')
      .update(changes)
      .eq('id', row.credentialId)
      .eq('user_id', row.tenantId);
    for (const column of renewed.keys()) update = update.eq(column, row.values.get(column) ?? '');
    return unwrap(await update.select('id')).length === 1;
  }
}

/** Where a sealed value stands: what it is bound to. */
export function contextOf(row: SealedRow, column: SealedColumn): ReturnType<typeof credentialContext> {
  return credentialContext(row.tenantId, row.credentialId, column);
}

type Row = { readonly id: string; readonly user_id: string; readonly status: string } & Readonly<
  Record<SealedColumn, string | null>
>;

function sealedRow(row: Row): SealedRow {
  const isLegacy = row.status === 'legacy';
  const values = SEALED_COLUMNS.flatMap((column): [SealedColumn, string][] => {
    const value = row[column];
    return value === null || (isLegacy && !isSealed(value)) ? [] : [[column, value]];
  });
  return { credentialId: row.id, tenantId: row.user_id, isLegacy, values: new Map(values) };
}
