-- The closed list of places to which fallbacks, forwards and transfers may lead, as being edited. What a target or a next step names
-- by id is checked by the application, because the id lies in JSON.
create table public.destinations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  name text not null,
  target jsonb not null,
  ring_seconds integer not null check (ring_seconds between 5 and 600),
  next jsonb not null,
  transferable boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, name)
);
alter table public.destinations enable row level security;
revoke all on public.destinations from public, anon, authenticated;
grant all on public.destinations to service_role;
grant select on public.destinations to authenticated;
create policy destinations_select_own on public.destinations
  for select to authenticated using ((select auth.uid()) = user_id);
