-- The LiveKit agents of a tenant, by the name under which their workers register.
create table public.agents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  name text not null,
  agent_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, name)
);
alter table public.agents enable row level security;
revoke all on public.agents from public, anon, authenticated;
grant all on public.agents to service_role;
grant select on public.agents to authenticated;
create policy agents_select_own on public.agents for select to authenticated using ((select auth.uid()) = user_id);
create trigger agents_note_change after insert or update or delete on public.agents
  for each row execute function public.note_config_change();

-- How calls on the webhook plane reach an agent: a SIP user of our own at LiveKit, with a digest password, for one Twilio account.
create table public.agent_endpoints (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  credential_id uuid not null references public.user_twilio_credentials (id) on delete cascade,
  agent_id uuid not null references public.agents (id) on delete restrict,
  -- The user part that is dialled, and the digest user name.
  sip_user text not null unique,
  -- Sealed by the application.
  sip_password text not null,
  created_at timestamptz not null default now(),
  unique (credential_id, agent_id)
);
create index agent_endpoints_user_id_idx on public.agent_endpoints (user_id);
create index agent_endpoints_agent_id_idx on public.agent_endpoints (agent_id);
alter table public.agent_endpoints enable row level security;
revoke all on public.agent_endpoints from public, anon, authenticated;
grant all on public.agent_endpoints to service_role;
grant select (id, user_id, credential_id, agent_id, sip_user, created_at) on public.agent_endpoints to authenticated;
create policy agent_endpoints_select_own on public.agent_endpoints
  for select to authenticated using ((select auth.uid()) = user_id);
create trigger agent_endpoints_note_change after insert or update or delete on public.agent_endpoints
  for each row execute function public.note_config_change();

-- Which agent answers a number on the trunk plane; null: the installation's own.
alter table public.user_phone_numbers add column agent_id uuid references public.agents (id) on delete restrict;
create index user_phone_numbers_agent_id_idx on public.user_phone_numbers (agent_id);
grant select (agent_id) on public.user_phone_numbers to authenticated;
