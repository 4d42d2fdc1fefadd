import type { SqlSession } from '../embedded/sql-session.js';
import { TABLE_CASES } from './rls-cases.js';

type Expect = (cell: string, actual: boolean, expected: boolean, isLeak: boolean) => void;

/** The tables with their columns, and the functions that the data API offers. */
export interface Catalogue {
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly functions: readonly string[];
}

/** Reads what there is in `public`, and checks what the catalogue alone can tell: row security, grants, search paths. */
export async function checkCatalogue(session: SqlSession, expect: Expect): Promise<Catalogue> {
  const tables = new Map<string, string[]>();
  for (const row of await session.query(COLUMNS)) {
    const [table, column] = [String(row['table']), String(row['column'])];
    tables.set(table, [...(tables.get(table) ?? []), column]);
    const found = Object.entries(TABLE_CASES).find(([name]) => name === table)?.[1];
    expect(`${table}.${column} granted to anon`, row['anon'] === true, false, true);
    expect(
      `${table}.${column} insertable`,
      row['insertable'] === true,
      found?.insertable.includes(column) === true,
      true,
    );
    expect(`${table}.${column} updatable`, row['updatable'] === true, found?.updatable.includes(column) === true, true);
  }
  for (const row of await session.query(TABLES)) {
    const table = String(row['table']);
    expect(`${table} has row-level security`, row['secured'] === true, true, false);
    expect(`${table} has a policy`, row['policies'] === true, true, false);
    expect(`${table} can be deleted from or truncated by tenants`, row['removable'] === true, false, true);
  }
  const functions: string[] = [];
  for (const row of await session.query(FUNCTIONS)) {
    const name = String(row['name']);
    expect(`function ${name} has a fixed search_path`, row['fixed'] === true, true, false);
    expect(`function ${name} executable by anon`, row['anon'] === true, false, true);
    if (row['trigger'] === true) expect(`function ${name} callable by tenants`, row['tenants'] === true, false, true);
    else functions.push(name);
  }
  for (const row of await session.query(WIDE_DEFAULTS)) {
    expect(`new objects are granted to ${String(row['grantee'])}`, true, false, true);
  }
  return { tables, functions };
}

const COLUMNS = `
select c.relname as "table", a.attname as "column",
  has_column_privilege('anon', c.oid, a.attnum, 'select, insert, update') as anon,
  has_column_privilege('authenticated', c.oid, a.attnum, 'insert') as insertable,
  has_column_privilege('authenticated', c.oid, a.attnum, 'update') as updatable
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm', 'f')
order by 1, a.attnum`;

const TABLES = `
select c.relname as "table", c.relrowsecurity and c.relkind in ('r', 'p') as secured,
  exists (select from pg_policy p where p.polrelid = c.oid) as policies,
  has_table_privilege('authenticated', c.oid, 'delete, truncate, references, trigger') as removable
from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
where c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;

const FUNCTIONS = `
select p.proname as name, p.prorettype = 'trigger'::regtype as trigger,
  coalesce(p.proconfig::text like '%search_path=%', false) as fixed,
  has_function_privilege('anon', p.oid, 'execute') as anon,
  has_function_privilege('authenticated', p.oid, 'execute') as tenants
from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public' order by 1`;

const WIDE_DEFAULTS = `
select distinct g.grantee::regrole::text as grantee
from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace and n.nspname = 'public',
  aclexplode(d.defaclacl) g
where g.grantee in (select oid from pg_roles where rolname in ('anon', 'authenticated'))`;
