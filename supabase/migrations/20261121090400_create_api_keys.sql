-- API keys of agents and services: only a SHA-256 of the 256-bit secret is kept.
create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  key_id text not null unique,
  secret_hash text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_user_id_idx on public.api_keys (user_id);
alter table public.api_keys enable row level security;
revoke all on public.api_keys from public, anon, authenticated;
grant all on public.api_keys to service_role;
grant select (id, user_id, name, key_id, scopes, created_at, expires_at, last_used_at, revoked_at) on public.api_keys to authenticated;
grant insert (id, user_id, name, key_id, secret_hash, scopes, expires_at) on public.api_keys to authenticated;
grant update (revoked_at) on public.api_keys to authenticated;

create policy api_keys_select_own on public.api_keys for select to authenticated using ((select auth.uid()) = user_id);
create policy api_keys_insert_own on public.api_keys for insert to authenticated with check ((select auth.uid()) = user_id);
-- A revoked key stays revoked.
create policy api_keys_revoke_own on public.api_keys for update to authenticated
  using ((select auth.uid()) = user_id and revoked_at is null)
  with check ((select auth.uid()) = user_id and revoked_at is not null);
