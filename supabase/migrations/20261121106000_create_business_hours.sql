-- When a tenant is open, as being edited; what is in force is in routing_versions.
create table public.business_hours (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  name text not null,
  time_zone text not null,
  -- [{"day", "from", "to"}] and [{"date", "name", "open": [{"from", "to"}]}], as in the routing document.
  weekly jsonb not null default '[]',
  holidays jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, name),
  unique (user_id, id)
);
alter table public.business_hours enable row level security;
revoke all on public.business_hours from public, anon, authenticated;
grant all on public.business_hours to service_role;
grant select on public.business_hours to authenticated;
create policy business_hours_select_own on public.business_hours
  for select to authenticated using ((select auth.uid()) = user_id);
