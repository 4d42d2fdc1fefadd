-- Ring groups, as being edited.
create table public.ring_groups (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  name text not null,
  strategy text not null check (strategy in ('simultaneous', 'sequential')),
  -- [{"name", "target", "ringSeconds"}], in the order in which they are called.
  members jsonb not null,
  next jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, name)
);
alter table public.ring_groups enable row level security;
revoke all on public.ring_groups from public, anon, authenticated;
grant all on public.ring_groups to service_role;
grant select on public.ring_groups to authenticated;
create policy ring_groups_select_own on public.ring_groups
  for select to authenticated using ((select auth.uid()) = user_id);
