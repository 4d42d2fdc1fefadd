/** One rule of Supabase's database linter, in our own words: `sql` names what breaks it, `violation` is a schema that does. */
export interface LinterRule {
  readonly id: string;
  readonly name: string;
  readonly sql: string;
  readonly violation: readonly string[];
  /** What the rule must report of its violation. */
  readonly reports: string;
}

const PUBLIC_TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' and c.relkind in ('r', 'p')`;
const READABLE = `(has_table_privilege('anon', c.oid, 'select') or has_table_privilege('authenticated', c.oid, 'select'))`;
const relationsOfKind = (kind: string): string =>
  `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
   where c.relkind = '${kind}' and ${READABLE}`;
const definersFor = (role: string): string =>
  `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
   where p.prosecdef and has_function_privilege('${role}', p.oid, 'execute')`;
const definer = (role: string): string[] => [
  `create function public.bad() returns int language sql security definer set search_path = '' as 'select 1'`,
  'revoke execute on function public.bad() from public, anon, authenticated',
  `grant execute on function public.bad() to ${role}`,
];

const BAD = 'create table public.bad (id int primary key)';
const BAD_RLS = [BAD, 'alter table public.bad enable row level security'];
const POLICY_TEXT = `coalesce(p.qual, '') || ' ' || coalesce(p.with_check, '')`;

/** The ids are Supabase's. Not here: rules on extensions that neither PGlite nor a plain PostgreSQL has (0026, 0027: pg_graphql). */
export const LINTER_RULES: readonly LinterRule[] = [
  {
    id: '0001',
    name: 'a foreign key without an index',
    sql: `select k.conname as name from pg_constraint k join ${PUBLIC_TABLES} on c.oid = k.conrelid where k.contype = 'f' and not exists (
      select 1 from pg_index i where i.indrelid = k.conrelid
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
        and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`,
    violation: [BAD, 'create table public.child (id int primary key, bad_id int references public.bad (id))'],
    reports: 'child_bad_id_fkey',
  },
  {
    id: '0002',
    name: 'a view that shows auth.users',
    sql: `select distinct c.relname as name from pg_depend d join pg_rewrite r on r.oid = d.objid
      join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where d.refobjid = 'auth.users'::regclass and ${READABLE}`,
    violation: ['create view public.bad as select id from auth.users', 'grant select on public.bad to authenticated'],
    reports: 'bad',
  },
  {
    id: '0003',
    name: 'a policy that asks who it is for every row',
    sql: `select p.policyname as name from pg_policies p where p.schemaname = 'public' and
      regexp_replace(${POLICY_TEXT}, 'select auth\\.\\w+\\(\\)', '', 'gi') ~* 'auth\\.(uid|jwt|role|email)\\(\\)'`,
    violation: [...BAD_RLS, `create policy slow on public.bad for select using (auth.uid() is not null)`],
    reports: 'slow',
  },
  {
    id: '0004',
    name: 'a table without a primary key',
    sql: `select c.relname as name from ${PUBLIC_TABLES}
      where not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
    violation: ['create table public.bad (id int)'],
    reports: 'bad',
  },
  {
    id: '0006',
    name: 'several permissive policies for one command',
    sql: `select p.tablename as name from pg_policies p cross join unnest(p.roles) role
      cross join unnest(case p.cmd when 'ALL' then array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] else array[p.cmd] end) command
      where p.schemaname = 'public' and p.permissive = 'PERMISSIVE' group by p.tablename, role, command having count(*) > 1`,
    violation: [
      ...BAD_RLS,
      'create policy one on public.bad for select to authenticated using (false)',
      'create policy two on public.bad for all to authenticated using (false)',
    ],
    reports: 'bad',
  },
  {
    id: '0007',
    name: 'a policy on a table without row-level security',
    sql: `select c.relname as name from ${PUBLIC_TABLES}
      where not c.relrowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid)`,
    violation: [BAD, 'create policy idle on public.bad for select using (false)'],
    reports: 'bad',
  },
  {
    id: '0008',
    name: 'row-level security without a policy',
    sql: `select c.relname as name from ${PUBLIC_TABLES}
      where c.relrowsecurity and not exists (select 1 from pg_policy p where p.polrelid = c.oid)`,
    violation: BAD_RLS,
    reports: 'bad',
  },
  {
    id: '0009',
    name: 'the same index twice',
    sql: `select i.tablename as name from pg_indexes i where i.schemaname = 'public'
      group by i.tablename, replace(replace(i.indexdef, i.indexname, ''), 'UNIQUE ', '') having count(*) > 1`,
    violation: [BAD, 'create index one on public.bad (id)', 'create index two on public.bad (id)'],
    reports: 'bad',
  },
  {
    id: '0010',
    name: 'a view with the rights of its owner',
    sql: `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
    violation: ['create view public.bad as select 1 as one'],
    reports: 'bad',
  },
  {
    id: '0011',
    name: 'a function whose search path can be changed',
    sql: `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
      where not exists (select 1 from unnest(p.proconfig) s where s like 'search_path=%')`,
    violation: [`create function public.bad() returns int language sql as 'select 1'`],
    reports: 'bad',
  },
  {
    id: '0013',
    name: 'a table without row-level security',
    sql: `select c.relname as name from ${PUBLIC_TABLES} where not c.relrowsecurity`,
    violation: [BAD],
    reports: 'bad',
  },
  {
    id: '0014',
    name: 'an extension in public',
    sql: `select e.extname as name from pg_extension e join pg_namespace n on n.oid = e.extnamespace where n.nspname = 'public'`,
    violation: [
      'set local allow_system_table_mods = on',
      `update pg_extension set extnamespace = 'public'::regnamespace where extname = 'plpgsql'`,
    ],
    reports: 'plpgsql',
  },
  {
    id: '0015',
    name: 'a policy that believes what users say of themselves',
    sql: `select p.policyname as name from pg_policies p where p.schemaname = 'public' and ${POLICY_TEXT} ~ 'user_metadata'`,
    violation: [
      ...BAD_RLS,
      `create policy naive on public.bad for select using (((select auth.jwt()) -> 'user_metadata' ->> 'admin') = 'yes')`,
    ],
    reports: 'naive',
  },
  {
    id: '0016',
    name: 'a materialized view in the API',
    sql: relationsOfKind('m'),
    violation: ['create materialized view public.bad as select 1 as one', 'grant select on public.bad to anon'],
    reports: 'bad',
  },
  {
    id: '0017',
    name: 'a foreign table in the API',
    sql: relationsOfKind('f'),
    violation: [
      'create foreign data wrapper far',
      'create server far foreign data wrapper far',
      'create foreign table public.bad (id int) server far',
      'grant select on public.bad to anon',
    ],
    reports: 'bad',
  },
  {
    id: '0019',
    name: 'a queue without row-level security',
    sql: `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'pgmq'
      where c.relkind = 'r' and c.relname like 'q\\_%' and not c.relrowsecurity`,
    violation: ['create schema pgmq', 'create table pgmq.q_bad (id int)'],
    reports: 'q_bad',
  },
  {
    id: '0021',
    name: 'a foreign key to a unique column of auth that is no primary key',
    sql: `select k.conname as name from pg_constraint k join pg_class t on t.oid = k.confrelid
      join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'auth'
      join pg_class o on o.oid = k.conrelid join pg_namespace m on m.oid = o.relnamespace and m.nspname = 'public'
      where k.contype = 'f' and not exists (
        select 1 from pg_constraint pk where pk.conrelid = k.confrelid and pk.contype = 'p' and pk.conkey = k.confkey)`,
    violation: [
      'create table auth.bad (id int primary key, other int unique)',
      'create table public.bad (id int primary key, other int references auth.bad (other))',
    ],
    reports: 'bad_other_fkey',
  },
  {
    id: '0023',
    name: 'a secret column that tenants may read',
    sql: `select c.relname || '.' || a.attname as name from ${PUBLIC_TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where a.attname ~ '(^|_)(password|secret|token|private_key|secret_hash|api_key)$' and (
        has_column_privilege('anon', c.oid, a.attnum, 'select') or has_column_privilege('authenticated', c.oid, a.attnum, 'select'))`,
    violation: [
      'create table public.bad (id int primary key, auth_token text)',
      'grant select on public.bad to authenticated',
    ],
    reports: 'bad.auth_token',
  },
  {
    id: '0024',
    name: 'a policy that is always true',
    sql: `select p.policyname as name from pg_policies p where p.schemaname = 'public' and p.permissive = 'PERMISSIVE'
      and p.cmd <> 'SELECT' and 'true' in (p.qual, p.with_check)`,
    violation: [...BAD_RLS, 'create policy open on public.bad for insert with check (true)'],
    reports: 'open',
  },
  {
    id: '0025',
    name: 'a public bucket whose files can be listed',
    sql: `select p.policyname as name from pg_policies p where p.schemaname = 'storage' and p.tablename = 'objects'
      and p.cmd in ('SELECT', 'ALL') and p.qual !~ 'auth\\.|name'`,
    violation: [
      'create schema if not exists storage',
      'create table storage.objects (id int, bucket_id text)',
      `create policy lists on storage.objects for select using (bucket_id = 'public')`,
    ],
    reports: 'lists',
  },
  {
    id: '0028',
    name: 'a definer function that anybody may call',
    sql: definersFor('anon'),
    violation: definer('anon'),
    reports: 'bad',
  },
  {
    id: '0029',
    name: 'a definer function that signed-in users may call',
    sql: definersFor('authenticated'),
    violation: definer('authenticated'),
    reports: 'bad',
  },
];
