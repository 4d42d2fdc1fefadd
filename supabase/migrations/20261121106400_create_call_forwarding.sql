-- Forwarding rules of a number, as being edited; those of one number are tried by position.
create table public.call_forwarding (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  phone_number text not null,
  forwarding_type text not null check (forwarding_type in ('always', 'busy', 'no-answer')),
  is_active boolean not null,
  forward_to jsonb not null,
  -- Null: as long as the route says.
  ring_timeout integer check (ring_timeout between 5 and 600),
  position integer not null check (position between 0 and 999),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The order in which rules are listed, in one column, so that a page can begin after any of them.
  sort_key text collate "C" not null generated always as (phone_number || ' ' || lpad(position::text, 3, '0') || ' ' || id::text) stored
);
create index call_forwarding_sort_key_idx on public.call_forwarding (user_id, sort_key);
alter table public.call_forwarding enable row level security;
revoke all on public.call_forwarding from public, anon, authenticated;
grant all on public.call_forwarding to service_role;
grant select on public.call_forwarding to authenticated;
create policy call_forwarding_select_own on public.call_forwarding
  for select to authenticated using ((select auth.uid()) = user_id);
