-- Whom a tenant's calls may reach and where they end for which nothing is said, as being edited. Null: the default, which follows
-- the tenant's own numbers and the installation.
create table public.routing_drafts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references auth.users (id) on delete restrict,
  countries text[],
  allowed_prefixes text[],
  denied_prefixes text[],
  sip_hosts text[],
  allow_premium boolean,
  max_call_seconds integer check (max_call_seconds between 60 and 86400),
  fallback jsonb,
  updated_at timestamptz not null default now()
);
alter table public.routing_drafts enable row level security;
revoke all on public.routing_drafts from public, anon, authenticated;
grant all on public.routing_drafts to service_role;
grant select on public.routing_drafts to authenticated;
create policy routing_drafts_select_own on public.routing_drafts
  for select to authenticated using ((select auth.uid()) = user_id);
