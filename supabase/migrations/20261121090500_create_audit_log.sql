-- Who did what, append-only: no one but the service role can write, and no role may change or delete.
create table public.audit_log (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  actor_kind text not null check (actor_kind in ('user', 'api-key', 'system')),
  actor_id text not null,
  action text not null,
  subject_kind text,
  subject_id text,
  detail jsonb not null default '{}',
  request_id text,
  created_at timestamptz not null default now()
);
create index audit_log_user_id_idx on public.audit_log (user_id, id);
alter table public.audit_log enable row level security;
revoke all on public.audit_log from public, anon, authenticated, service_role;
grant select, insert on public.audit_log to service_role;
grant select on public.audit_log to authenticated;
create policy audit_log_select_own on public.audit_log for select to authenticated using ((select auth.uid()) = user_id);
