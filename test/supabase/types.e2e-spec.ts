import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@app/supabase';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { COLUMNS, FUNCTION_ARGUMENTS } from './typed-names.js';

let bed: Testbed;
beforeAll(async () => {
  bed = await openTestbed();
});
afterAll(async () => {
  await bed.close();
});

/** Names by name, sorted, from rows of two columns. */
async function namesByName(text: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const row of await bed.database.session.query(text)) {
    const [owner, name] = [String(row['owner']), row['name']];
    found[owner] = [...(found[owner] ?? []), ...(typeof name === 'string' ? [name] : [])];
  }
  return Object.fromEntries(Object.entries(found).map(([owner, names]) => [owner, names.sort()]));
}

const keysOf = (names: Record<string, Record<string, unknown>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(names).map(([owner, keys]) => [owner, Object.keys(keys).sort()]));

describe('the hand-written Database type', () => {
  it('has the tables and columns of the migrations, and no others', async () => {
    const columns = await namesByName(
      `select table_name as owner, column_name as name from information_schema.columns
       where table_schema = 'public'`,
    );
    expect(keysOf(COLUMNS)).toEqual(columns);
  });

  it('has null where a column may be null', async () => {
    const nullable = await namesByName(
      `select table_name as owner, case when is_nullable = 'YES' then column_name::text end as name
       from information_schema.columns where table_schema = 'public'`,
    );
    const typed = Object.fromEntries(
      Object.entries(COLUMNS).map(([table, columns]) => [
        table,
        Object.entries(columns)
          .filter(([, kind]) => kind === 'nullable')
          .map(([column]) => column)
          .sort(),
      ]),
    );
    expect(typed).toEqual(nullable);
  });

  it('has the functions of the migrations with their arguments, and no others', async () => {
    const functions = await namesByName(
      `select p.proname as owner, a.name from pg_proc p
       join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
       left join lateral unnest(p.proargnames[1:p.pronargs]) a (name) on true
       where p.prorettype <> 'trigger'::regtype`,
    );
    expect(keysOf(FUNCTION_ARGUMENTS)).toEqual(functions);
  });

  it('is one that supabase-js understands: rows, inserts and functions are typed', () => {
    // Checked by the compiler; `never` would take anything.
    const run: Database['public']['Functions']['open_run']['Returns']['status'] = 'queued';
    const insert: Database['public']['Tables']['leases']['Insert'] = {
      name: 'n',
      holder: 'h',
      fence: 1,
      expires_at: '',
    };
    expect([run, insert.fence]).toEqual(['queued', 1]);
  });
});
