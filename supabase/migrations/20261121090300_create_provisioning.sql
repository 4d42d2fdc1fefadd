-- A run brings one credential to its desired state (or to absence). Steps are its journal, append-only. Resources are what we know
-- to be at Twilio and LiveKit on the credential's behalf. Snapshots keep what was there before us.
create table public.provisioning_runs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  kind text not null check (kind in ('connect', 'apply', 'repair', 'rotate', 'retire', 'disconnect', 'abandon')),
  status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'superseded')),
  idempotency_key text,
  request_hash text,
  problem jsonb,
  attempt integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create unique index provisioning_runs_open_key on public.provisioning_runs (credential_id) where status in ('queued', 'running');
create unique index provisioning_runs_idempotency_key
  on public.provisioning_runs (user_id, idempotency_key) where idempotency_key is not null;
create index provisioning_runs_user_id_idx on public.provisioning_runs (user_id);
create index provisioning_runs_credential_id_idx on public.provisioning_runs (credential_id, created_at);
create index provisioning_runs_due_idx on public.provisioning_runs (next_attempt_at) where status in ('queued', 'running');

create table public.provisioning_steps (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  run_id uuid not null references public.provisioning_runs (id) on delete cascade,
  pass integer not null,
  action_key text not null,
  effect text not null,
  state text not null check (state in ('planned', 'started', 'done', 'failed', 'info')),
  summary text not null,
  external_id text,
  problem jsonb,
  created_at timestamptz not null default now()
);
create index provisioning_steps_user_id_idx on public.provisioning_steps (user_id);
create index provisioning_steps_credential_id_idx on public.provisioning_steps (credential_id, id);
create index provisioning_steps_run_id_idx on public.provisioning_steps (run_id, id);

create table public.provisioned_resources (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  kind text not null,
  external_id text not null,
  -- 'created': ours, removed by undo. 'adopted': was there before us, given back as it was.
  ownership text not null check (ownership in ('created', 'adopted')),
  detail jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (credential_id, kind, external_id)
);
create index provisioned_resources_user_id_idx on public.provisioned_resources (user_id);

create table public.account_snapshots (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  run_id uuid not null references public.provisioning_runs (id) on delete cascade,
  content jsonb not null,
  taken_at timestamptz not null default now()
);
create index account_snapshots_user_id_idx on public.account_snapshots (user_id);
create index account_snapshots_credential_id_idx on public.account_snapshots (credential_id);
create index account_snapshots_run_id_idx on public.account_snapshots (run_id);

do $$
declare
  t text;
begin
  foreach t in array array['provisioning_runs', 'provisioning_steps', 'provisioned_resources', 'account_snapshots'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from public, anon, authenticated', t);
    execute format('grant all on public.%I to service_role', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format(
      'create policy %I on public.%I for select to authenticated using ((select auth.uid()) = user_id)', t || '_select_own', t);
  end loop;
end
$$;
