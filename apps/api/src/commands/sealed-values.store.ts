import { isSealed, type SecretContext } from '@app/secrets';
import {
  agentEndpointContext,
  credentialContext,
  SEALED_COLUMNS,
  type SealedColumn,
} from '../credentials/sealed-columns.js';
import type { DatabaseClient } from '../database/supabase.token.js';
import { unwrap } from '../database/unwrap.js';

const PAGE = 200;
const CREDENTIAL_COLUMNS =
  'id, user_id, status, auth_token, api_key_secret, sip_password, previous_sip_password, previous_auth_token';
const ENDPOINT_COLUMNS = 'id, user_id, sip_password';

/** One row with sealed values. `values` holds what is there, by column. */
export interface SealedRow {
  readonly table: 'user_twilio_credentials' | 'agent_endpoints';
  readonly rowId: string;
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
    yield* paged(async (after) => {
      const query = this.database.from('user_twilio_credentials').select(CREDENTIAL_COLUMNS).order('id').limit(PAGE);
      return unwrap(await (after === null ? query : query.gt('id', after))).map(credentialRow);
    });
    yield* paged(async (after) => {
      const query = this.database.from('agent_endpoints').select(ENDPOINT_COLUMNS).order('id').limit(PAGE);
      return unwrap(await (after === null ? query : query.gt('id', after))).map(endpointRow);
    });
  }

  /** The row as it is now; null when it is gone. */
  async find({ table, rowId }: Pick<SealedRow, 'table' | 'rowId'>): Promise<SealedRow | null> {
    if (table === 'agent_endpoints') {
      const row = unwrap(await this.database.from(table).select(ENDPOINT_COLUMNS).eq('id', rowId).maybeSingle());
      return row === null ? null : endpointRow(row);
    }
    const row = unwrap(await this.database.from(table).select(CREDENTIAL_COLUMNS).eq('id', rowId).maybeSingle());
    return row === null ? null : credentialRow(row);
  }

  /** Puts new ciphertext in place of exactly the old one. False when somebody else has changed it meanwhile. */
  async replace(row: SealedRow, renewed: ReadonlyMap<SealedColumn, string>): Promise<boolean> {
    const { table, rowId, tenantId, values } = row;
    if (table === 'agent_endpoints') {
      const [was, now] = [values.get('sip_password'), renewed.get('sip_password')];
      if (was === undefined || now === undefined) return false;
      const update = this.database.from(table).update({ sip_password: now }).eq('id', rowId).eq('user_id', tenantId);
      return unwrap(await update.eq('sip_password', was).select('id')).length === 1;
    }
    const changes: Partial<Record<SealedColumn, string>> = Object.fromEntries(renewed);
    let update = this.database.from(table).update(changes).eq('id', rowId).eq('user_id', tenantId);
    for (const column of renewed.keys()) update = update.eq(column, values.get(column) ?? '');
    return unwrap(await update.select('id')).length === 1;
  }
}

/** Where a sealed value stands: what it is bound to. */
export function contextOf({ table, rowId, tenantId }: SealedRow, column: SealedColumn): SecretContext {
  return table === 'agent_endpoints'
    ? agentEndpointContext(tenantId, rowId)
    : credentialContext(tenantId, rowId, column);
}

async function* paged(read: (after: string | null) => Promise<readonly SealedRow[]>): AsyncGenerator<SealedRow> {
  for (let after: string | null = null; ;) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.rowId;
  }
}

type CredentialRow = { readonly id: string; readonly user_id: string; readonly status: string } & Readonly<
  Record<SealedColumn, string | null>
>;

function credentialRow(row: CredentialRow): SealedRow {
  const isLegacy = row.status === 'legacy';
  const values = SEALED_COLUMNS.flatMap((column): [SealedColumn, string][] => {
    const value = row[column];
    return value === null || (isLegacy && !isSealed(value)) ? [] : [[column, value]];
  });
  return { table: 'user_twilio_credentials', rowId: row.id, tenantId: row.user_id, isLegacy, values: new Map(values) };
}

function endpointRow(row: { readonly id: string; readonly user_id: string; readonly sip_password: string }): SealedRow {
  const values = new Map([['sip_password', row.sip_password] as const]);
  return { table: 'agent_endpoints', rowId: row.id, tenantId: row.user_id, isLegacy: false, values };
}
