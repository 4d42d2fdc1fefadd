import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSupabase, type EmbeddedOptions } from '@app/supabase';
import { openEmbedded, type EmbeddedDatabase } from '../../libs/supabase/src/embedded/open-embedded.js';
import { supabaseOf } from '../../libs/supabase/src/embedded/open-embedded-supabase.js';
import { loadOrCreateKeys } from '../../libs/supabase/src/keys/key-file.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const OURS = resolve('supabase/migrations');
const server = await startThrowawayPostgres();
afterAll(async () => server?.stop());

let root: string;
let migrationsDir: string;
let options: EmbeddedOptions;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trunkline-migrations-'));
  const dataDir = join(root, 'data');
  migrationsDir = join(root, 'migrations');
  cpSync(OURS, migrationsDir, { recursive: true });
  options = {
    mode: 'embedded',
    dataDir,
    ...loadOrCreateKeys(dataDir),
    signup: true,
    siteUrl: 'http://localhost:3000',
    migrationsDir,
  };
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function withDatabase<T>(work: (database: EmbeddedDatabase) => Promise<T>, change: object = {}): Promise<T> {
  const database = await openEmbedded({ ...options, ...change });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const history = async ({ session }: EmbeddedDatabase): Promise<readonly unknown[]> =>
  session.query('select version, name, statements from supabase_migrations.schema_migrations order by version');

describe('migrations', () => {
  it('run once, are recorded as the Supabase CLI does, and change nothing the second time', async () => {
    const first = await withDatabase(history);
    expect(first).toHaveLength(readdirSync(OURS).length);
    expect(first).toContainEqual({
      version: '20261121090100',
      name: 'create_installation',
      statements: expect.arrayContaining(['insert into public.installation default values']),
    });
    expect(await withDatabase(history)).toEqual(first);
  });

  it('may get other comments and layout, but not another meaning', async () => {
    const file = join(migrationsDir, '20261121090100_create_installation.sql');
    await withDatabase(history);
    writeFileSync(file, `-- A better word.\n\n${readFileSync(file, 'utf8').replaceAll('  ', '    ')}\n`);
    await withDatabase(history);
    appendFileSync(file, 'alter table public.installation add column extra text;\n');
    await expect(withDatabase(history)).rejects.toMatchObject({
      code: 'migrations.changed',
      message: expect.stringContaining('20261121090100_create_installation'),
    });
  });

  it('apply whole or not at all, and go on where they stopped', async () => {
    const file = join(migrationsDir, '20270101000000_break.sql');
    writeFileSync(file, 'create table public.half (id int primary key); select 1 / 0;');
    await expect(withDatabase(history)).rejects.toMatchObject({ code: 'migrations.failed' });
    writeFileSync(file, 'create table public.whole (id int primary key);');
    const tables = await withDatabase(async ({ session }) =>
      session.query(`select to_regclass('public.half')::text as half, to_regclass('public.whole')::text as whole`),
    );
    expect(tables).toEqual([{ half: null, whole: expect.stringContaining('whole') }]);
  });

  it.each([
    ['a bad name', '2026_short.sql'],
    ['a version twice', '20261121090100_again.sql'],
  ])('are refused with %s', async (_, name) => {
    writeFileSync(join(migrationsDir, name), 'select 1;');
    await expect(openSupabase(options)).rejects.toMatchObject({ code: 'migrations.invalid' });
  });

  it('tell through the service role, and only there, which versions are applied', async () => {
    await withDatabase(async (database) => {
      const { data } = await supabaseOf(database, options).asService().rpc('applied_migrations');
      expect(data?.map(({ version }) => version)).toEqual(readdirSync(OURS).map((name) => name.slice(0, 14)));
    });
  });
});

/** The table of the system that this one descends from, as an installation of it may look like. */
const ORIGIN = `
create table public.user_twilio_credentials (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  account_sid text not null,
  auth_token text not null,
  trunk_sid text,
  label text not null default 'Production',
  is_active boolean default true,
  domain_name text,
  sip_password text,
  created_at timestamptz default now()
);
alter table public.user_twilio_credentials enable row level security;
create policy "Anyone may do anything" on public.user_twilio_credentials for all using (true) with check (true);
grant all on public.user_twilio_credentials to public;
insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'a@example.com'), ('00000000-0000-4000-8000-00000000000b', 'b@example.com');
insert into public.user_twilio_credentials (user_id, account_sid, auth_token, label, is_active, sip_password)
select u.id, 'AC0000', 'plain-token', 'Production', n = 1, 'plain-password' from auth.users u, generate_series(1, 2) n;
`;

describe.each([
  ['PGlite', undefined],
  ['PostgreSQL', server?.url],
])('an installation of the earlier system, on %s', (name, databaseUrl) => {
  it('keeps its rows, duplicates included, and loses its open doors', async () => {
    if (name === 'PostgreSQL' && databaseUrl === undefined) return;
    writeFileSync(join(migrationsDir, '20200101000000_origin.sql'), ORIGIN);
    await withDatabase(
      async (database) => {
        const { session } = database;
        const rows = await session.query(
          'select status, account_sid, auth_token, label, secure, ingress_id from public.user_twilio_credentials',
        );
        expect(rows).toEqual(
          Array.from({ length: 4 }, () => ({
            status: 'legacy',
            account_sid: 'AC0000',
            auth_token: 'plain-token',
            label: 'Production',
            secure: false,
            ingress_id: null,
          })),
        );
        const policies = await session.query(
          `select policyname as name from pg_policies where tablename = 'user_twilio_credentials' order by 1`,
        );
        expect(policies).toEqual([
          { name: 'user_twilio_credentials_select_own' },
          { name: 'user_twilio_credentials_update_own' },
        ]);
        const [grants] = await session.query(
          `select has_any_column_privilege('anon', t, 'select, insert, update') as anon,
             has_table_privilege('authenticated', t, 'insert, delete') as writes,
             has_column_privilege('authenticated', t, 'sip_password', 'select') as reads
           from (values ('public.user_twilio_credentials'::regclass)) v (t)`,
        );
        expect(grants).toEqual({ anon: false, writes: false, reads: false });
        const columns = await session.query(
          `select column_name as name, is_nullable as nullable from information_schema.columns
           where table_name = 'user_twilio_credentials' and column_name in ('auth_token', 'is_active', 'created_at')
           order by 1`,
        );
        expect(columns).toEqual([
          { name: 'auth_token', nullable: 'YES' },
          { name: 'created_at', nullable: 'NO' },
          { name: 'is_active', nullable: 'NO' },
        ]);
        // A new row may stand beside the old ones of the same account.
        await session.query(
          `insert into public.user_twilio_credentials (user_id, account_sid, label, status)
           values ('00000000-0000-4000-8000-00000000000a', 'AC0000', 'Production', 'ready')`,
        );
      },
      { databaseUrl },
    );
  });
});

describe('several processes on one PostgreSQL', () => {
  it('start at the same time, and each migration runs once', async () => {
    if (server === undefined) return;
    const admin = await openEmbedded({ ...options, databaseUrl: server.url, migrationsDir: emptyMigrations() });
    await admin.session.query('create database together');
    await admin.close();
    const url = server.url.replace(/postgres$/, 'together');
    const all = await Promise.all([1, 2, 3].map(async () => openEmbedded({ ...options, databaseUrl: url })));
    for (const database of all) expect((await history(database)).length).toBe(readdirSync(OURS).length);
    await Promise.all(all.map(async (database) => database.close()));
  });

  it('say plainly when the server cannot be used', async () => {
    const opening = openSupabase({ ...options, databaseUrl: 'postgres://u:canary-password@127.0.0.1:1/x' });
    await expect(opening).rejects.toMatchObject({
      code: 'database.unreachable',
      message: expect.not.stringContaining('canary-password'),
    });
  });
});

function emptyMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-none-'));
  writeFileSync(join(folder, '20200101000001_nothing.sql'), 'select 1;');
  return folder;
}
