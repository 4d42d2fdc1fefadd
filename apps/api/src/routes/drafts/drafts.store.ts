import { Injectable } from '@nestjs/common';
import type { TablesInsert } from '@app/supabase';
import type { Caller } from '../../auth/caller.js';
import type { DatabaseClient } from '../../database/supabase.token.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { unwrap } from '../../database/unwrap.js';
import type { Content, DraftRows, DraftTable } from './routing-draft.js';

export interface PageOf {
  /** The column by which rows are listed; unique for a tenant. */
  readonly orderBy: string;
  readonly limit: number;
  /** The last `orderBy` of the page before. */
  readonly after: string | null;
  /** Rows of this number only. */
  readonly phoneNumber?: string;
}

/**
 * Reading and writing one row of a draft table. Reads go with the caller's own token; writes with the service's rights, because what a
 * row names by id must have been looked up first, which the database cannot do inside JSON.
 */
@Injectable()
export class DraftsStore {
  constructor(private readonly database: TenantDatabase) {}

  async page<T extends DraftTable>(caller: Caller, name: T, of: PageOf): Promise<DraftRows[T][]> {
    const own = table(this.database.for(caller), name).select('*').eq('user_id', caller.tenantId);
    const chosen = of.phoneNumber === undefined ? own : own.eq('phone_number', of.phoneNumber);
    const rest = of.after === null ? chosen : chosen.gt(of.orderBy, of.after);
    return rows<T>(unwrap(await rest.order(of.orderBy).limit(of.limit)));
  }

  /** Null when the tenant has no such row. */
  async find<T extends DraftTable>(caller: Caller, name: T, by: string, value: string): Promise<DraftRows[T] | null> {
    const own = table(this.database.for(caller), name).select('*').eq('user_id', caller.tenantId);
    return rows<T>(unwrap(await own.eq(by, value).limit(1)))[0] ?? null;
  }

  /** Throws a duplicate as the `DatabaseError` it is. */
  async insert<T extends DraftTable>(
    caller: Caller,
    name: T,
    content: Content<T> & { readonly id?: string },
  ): Promise<DraftRows[T] | null> {
    const owned = { ...content, user_id: caller.tenantId };
    return rows<T>(unwrap(await table(this.database.service(), name).insert(asRow(owned)).select('*')))[0] ?? null;
  }

  /** Null when the tenant has no such row. */
  async update<T extends DraftTable>(
    caller: Caller,
    name: T,
    id: string,
    changes: Partial<Content<T>>,
  ): Promise<DraftRows[T] | null> {
    const dated = asRow({ ...changes, updated_at: new Date().toISOString() });
    const own = table(this.database.service(), name).update(dated).eq('user_id', caller.tenantId);
    return rows<T>(unwrap(await own.eq('id', id).select('*')))[0] ?? null;
  }

  /** Routes by their numbers, in one statement: all of them or none. One that is there already is replaced. */
  async putRoutes(caller: Caller, routes: readonly Content<'routes'>[]): Promise<DraftRows['routes'][]> {
    const updated_at = new Date().toISOString();
    const owned = routes.map((route) => asRow({ ...route, user_id: caller.tenantId, updated_at }));
    const put = table(this.database.service(), 'routes').upsert(owned, { onConflict: 'user_id,phone_number' });
    return rows<'routes'>(unwrap(await put.select('*')));
  }

  /** False when there was no such row. */
  async remove(caller: Caller, name: DraftTable, id: string): Promise<boolean> {
    const own = table(this.database.service(), name).delete().eq('user_id', caller.tenantId);
    return unwrap(await own.eq('id', id).select('id')).length > 0;
  }
}

/** The typed client cannot follow a table's name that is known at run time only: to it each is the same one. */
function table(client: DatabaseClient, name: DraftTable) {
  return client.from(name as 'call_forwarding');
}

function asRow(row: object): TablesInsert<'call_forwarding'> {
  return row as TablesInsert<'call_forwarding'>;
}

function rows<T extends DraftTable>(read: readonly unknown[]): DraftRows[T][] {
  return read as DraftRows[T][];
}
