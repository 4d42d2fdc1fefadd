-- One row for each leg of a call: what its events say, merged by the application (libs/routing, call-state). The table has the name it
-- has in the system that this one descends from: created where it is missing, completed where it exists; rows found there belong to no
-- credential and are nobody's to merge.
create table if not exists public.twilio_call_logs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  call_sid text,
  created_at timestamptz not null default now()
);
alter table public.twilio_call_logs
  add column if not exists credential_id uuid references public.user_twilio_credentials (id) on delete cascade,
  add column if not exists parent_call_sid text,
  add column if not exists direction text,
  add column if not exists from_number text,
  add column if not exists to_number text,
  add column if not exists status text,
  add column if not exists started_at timestamptz,
  add column if not exists answered_at timestamptz,
  add column if not exists ended_at timestamptz,
  add column if not exists duration integer,
  add column if not exists price numeric,
  add column if not exists price_unit text,
  add column if not exists error_code text,
  add column if not exists sip_response_code integer,
  add column if not exists recordings jsonb not null default '[]',
  -- The merged state itself, and how often the row was written: who writes it says which one they have read.
  add column if not exists state jsonb,
  add column if not exists version integer not null default 0,
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists updated_at timestamptz not null default now();

-- A CallSid is one call in the whole installation: nobody can tell us anything of another tenant's.
create unique index if not exists twilio_call_logs_call_sid_key
  on public.twilio_call_logs (call_sid) where credential_id is not null;
create index if not exists twilio_call_logs_credential_id_idx on public.twilio_call_logs (credential_id);
create index if not exists twilio_call_logs_started_at_idx on public.twilio_call_logs (user_id, started_at desc, call_sid desc);
create index if not exists twilio_call_logs_from_number_idx on public.twilio_call_logs (user_id, from_number, started_at desc);
create index if not exists twilio_call_logs_to_number_idx on public.twilio_call_logs (user_id, to_number, started_at desc);
create index if not exists twilio_call_logs_parent_call_sid_idx on public.twilio_call_logs (user_id, parent_call_sid);

alter table public.twilio_call_logs enable row level security;
do $$
declare
  found record;
begin
  for found in select policyname from pg_policies where schemaname = 'public' and tablename = 'twilio_call_logs' loop
    execute format('drop policy %I on public.twilio_call_logs', found.policyname);
  end loop;
end
$$;
revoke all on public.twilio_call_logs from public, anon, authenticated;
grant all on public.twilio_call_logs to service_role;
grant select (id, user_id, credential_id, call_sid, parent_call_sid, direction, from_number, to_number, status, started_at,
  answered_at, ended_at, duration, price, price_unit, error_code, sip_response_code, recordings, created_at, updated_at)
  on public.twilio_call_logs to authenticated;
create policy twilio_call_logs_select_own on public.twilio_call_logs
  for select to authenticated using ((select auth.uid()) = user_id);
