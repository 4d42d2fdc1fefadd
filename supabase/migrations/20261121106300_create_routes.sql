-- What each number does with a call, as being edited. A route may be written before the number is one's own.
create table public.routes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  phone_number text not null,
  -- Null: always open.
  hours_id uuid,
  target jsonb not null,
  closed jsonb not null,
  ring_seconds integer not null check (ring_seconds between 5 and 600),
  on_busy jsonb not null,
  on_no_answer jsonb not null,
  on_failure jsonb not null,
  caller_id text not null check (caller_id in ('caller', 'called')),
  record text not null check (record in (
    'do-not-record', 'record-from-answer', 'record-from-ringing', 'record-from-answer-dual', 'record-from-ringing-dual')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, phone_number),
  foreign key (user_id, hours_id) references public.business_hours (user_id, id)
);
create index routes_hours_id_idx on public.routes (user_id, hours_id);
alter table public.routes enable row level security;
revoke all on public.routes from public, anon, authenticated;
grant all on public.routes to service_role;
grant select on public.routes to authenticated;
create policy routes_select_own on public.routes
  for select to authenticated using ((select auth.uid()) = user_id);
