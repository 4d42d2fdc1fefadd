-- One row is one Twilio account of one tenant. The table has the name and columns of the system it descends from, so it is created
-- where it is missing and completed where it exists; rows found here keep status 'legacy' until `npm run trunks -- complete`.
create table if not exists public.user_twilio_credentials (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  account_sid text not null,
  auth_token text,
  trunk_sid text,
  label text not null,
  is_active boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

alter table public.user_twilio_credentials
  add column if not exists trunk_sid text,
  add column if not exists domain_name text,
  add column if not exists domain_prefix text,
  add column if not exists credential_list_sid text,
  add column if not exists sip_username text,
  add column if not exists sip_password text,
  add column if not exists label text not null default '',
  add column if not exists is_active boolean not null default false,
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists updated_at timestamptz not null default now(),
  -- Existing rows get 'legacy' from the default given here; new rows say what they are.
  add column if not exists status text not null default 'legacy',
  add column if not exists account_name text,
  add column if not exists account_type text,
  add column if not exists ingress_id text,
  add column if not exists resource_name text,
  add column if not exists api_key_sid text,
  add column if not exists api_key_secret text,
  add column if not exists previous_auth_token text,
  add column if not exists previous_auth_token_expires_at timestamptz,
  add column if not exists previous_sip_username text,
  add column if not exists previous_sip_password text,
  add column if not exists previous_sip_retire_at timestamptz,
  add column if not exists secure boolean not null default false,
  add column if not exists transfer_mode text not null default 'disable-all',
  add column if not exists disaster_recovery_url text,
  add column if not exists recording_mode text not null default 'do-not-record',
  add column if not exists recording_trim text not null default 'do-not-trim',
  add column if not exists problem jsonb,
  add column if not exists drift jsonb,
  add column if not exists verified_at timestamptz,
  add column if not exists ready_at timestamptz,
  add column if not exists removed_at timestamptz;

-- A tenant may connect with an API key only, and a removed credential keeps no secret.
alter table public.user_twilio_credentials alter column auth_token drop not null;
-- What the earlier table may leave open and our code takes as given.
update public.user_twilio_credentials
set label = coalesce(label, ''), is_active = coalesce(is_active, false),
    created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, now())
where label is null or is_active is null or created_at is null or updated_at is null;
alter table public.user_twilio_credentials
  alter column label set not null,
  alter column is_active set not null,
  alter column is_active set default false,
  alter column created_at set not null,
  alter column created_at set default now(),
  alter column updated_at set not null,
  alter column updated_at set default now();

alter table public.user_twilio_credentials drop constraint if exists user_twilio_credentials_status_check;
alter table public.user_twilio_credentials add constraint user_twilio_credentials_status_check check (
  status in ('legacy', 'pending', 'provisioning', 'ready', 'degraded', 'needs_attention', 'disconnecting', 'removed')
);

comment on column public.user_twilio_credentials.auth_token is 'Ciphertext (v1.…); plain text only in rows of status legacy.';
comment on column public.user_twilio_credentials.sip_password is 'Ciphertext (v1.…); plain text only in rows of status legacy.';

-- The same Twilio account cannot belong to two tenants, nor twice to one.
create unique index if not exists user_twilio_credentials_account_key
  on public.user_twilio_credentials (account_sid) where status not in ('legacy', 'removed');
create unique index if not exists user_twilio_credentials_label_key
  on public.user_twilio_credentials (user_id, lower(label)) where status not in ('legacy', 'removed');
create unique index if not exists user_twilio_credentials_active_key
  on public.user_twilio_credentials (user_id) where is_active and status not in ('legacy', 'removed');
create unique index if not exists user_twilio_credentials_ingress_key
  on public.user_twilio_credentials (ingress_id) where ingress_id is not null;
create index if not exists user_twilio_credentials_user_id_idx on public.user_twilio_credentials (user_id);

alter table public.user_twilio_credentials enable row level security;

-- Policies and grants of an earlier owner of this table would widen ours: they go.
do $$
declare
  found record;
begin
  for found in select policyname from pg_policies where schemaname = 'public' and tablename = 'user_twilio_credentials' loop
    execute format('drop policy %I on public.user_twilio_credentials', found.policyname);
  end loop;
end
$$;
revoke all on public.user_twilio_credentials from public, anon, authenticated;
grant all on public.user_twilio_credentials to service_role;

-- Secret columns are not granted at all: even a policy mistake cannot show them.
grant select (
  id, user_id, account_sid, trunk_sid, label, is_active, created_at, updated_at, domain_name, domain_prefix,
  credential_list_sid, sip_username, status, account_name, account_type, resource_name, api_key_sid,
  previous_auth_token_expires_at, previous_sip_username, previous_sip_retire_at, secure, transfer_mode,
  disaster_recovery_url, recording_mode, recording_trim, problem, drift, verified_at, ready_at, removed_at
) on public.user_twilio_credentials to authenticated;
grant update (label, is_active, updated_at) on public.user_twilio_credentials to authenticated;

create policy user_twilio_credentials_select_own on public.user_twilio_credentials
  for select to authenticated using ((select auth.uid()) = user_id);
create policy user_twilio_credentials_update_own on public.user_twilio_credentials
  for update to authenticated using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
