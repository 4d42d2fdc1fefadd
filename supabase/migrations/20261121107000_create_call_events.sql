-- What Twilio told of calls, and what was decided for them: both are only added to, and kept for a while (prune_history).
create table public.call_events (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  call_sid text not null,
  kind text not null check (kind in ('voice', 'dial-ended', 'status', 'recording', 'record')),
  -- SHA-256 of what was signed: the same message delivered twice is one event.
  dedupe_key text not null,
  -- Twilio's SequenceNumber and Timestamp, where the event has them.
  sequence integer,
  provider_at timestamptz,
  -- The parameters that are kept, by Twilio's names: no secret, no signature, no address of a recording.
  payload jsonb not null,
  received_at timestamptz not null,
  unique (user_id, dedupe_key)
);
create index call_events_call_sid_idx on public.call_events (user_id, call_sid);
create index call_events_received_at_idx on public.call_events (user_id, received_at);
create index call_events_credential_id_idx on public.call_events (credential_id);
create index call_events_age_idx on public.call_events (received_at);
alter table public.call_events enable row level security;
revoke all on public.call_events from public, anon, authenticated, service_role;
grant select, insert, delete on public.call_events to service_role;
grant select on public.call_events to authenticated;
create policy call_events_select_own on public.call_events
  for select to authenticated using ((select auth.uid()) = user_id);

create table public.route_decisions (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  -- The caller's leg.
  call_sid text not null,
  step text not null check (step in ('voice', 'dial-ended', 'refer', 'client', 'disaster-recovery')),
  dedupe_key text not null,
  -- What was known of the call; with the version it can be decided anew.
  call jsonb not null,
  decision jsonb not null,
  trace jsonb not null,
  -- Null: decided without a published version.
  version integer,
  -- Where the configuration came from, and how old it was.
  source text not null,
  cache_age_ms bigint,
  decided_at timestamptz not null,
  unique (user_id, dedupe_key)
);
create index route_decisions_call_sid_idx on public.route_decisions (user_id, call_sid);
create index route_decisions_decided_at_idx on public.route_decisions (user_id, decided_at);
create index route_decisions_credential_id_idx on public.route_decisions (credential_id);
create index route_decisions_age_idx on public.route_decisions (decided_at);
alter table public.route_decisions enable row level security;
revoke all on public.route_decisions from public, anon, authenticated, service_role;
grant select, insert, delete on public.route_decisions to service_role;
grant select on public.route_decisions to authenticated;
create policy route_decisions_select_own on public.route_decisions
  for select to authenticated using ((select auth.uid()) = user_id);
