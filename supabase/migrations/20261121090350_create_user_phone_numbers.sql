-- The tenant's numbers, each on exactly one plane. The table has the name it has in the system it descends from: created where it
-- is missing, completed where it exists; rows found there belong to no credential until they are imported.
create table if not exists public.user_phone_numbers (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  phone_number text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
alter table public.user_phone_numbers
  add column if not exists credential_id uuid references public.user_twilio_credentials (id) on delete cascade,
  add column if not exists phone_number_sid text,
  add column if not exists plane text,
  add column if not exists created_at timestamptz not null default now(),
  add column if not exists updated_at timestamptz not null default now();

alter table public.user_phone_numbers drop constraint if exists user_phone_numbers_plane_check;
alter table public.user_phone_numbers add constraint user_phone_numbers_plane_check check (
  plane is null or (plane in ('trunk', 'webhook') and credential_id is not null and phone_number_sid is not null)
);

-- LiveKit picks the tenant by the called number alone: one number, one tenant, in the whole installation.
create unique index if not exists user_phone_numbers_number_key
  on public.user_phone_numbers (phone_number) where credential_id is not null;
create index if not exists user_phone_numbers_user_id_idx on public.user_phone_numbers (user_id);
create index if not exists user_phone_numbers_credential_id_idx on public.user_phone_numbers (credential_id);

alter table public.user_phone_numbers enable row level security;
do $$
declare
  found record;
begin
  for found in select policyname from pg_policies where schemaname = 'public' and tablename = 'user_phone_numbers' loop
    execute format('drop policy %I on public.user_phone_numbers', found.policyname);
  end loop;
end
$$;
revoke all on public.user_phone_numbers from public, anon, authenticated;
grant all on public.user_phone_numbers to service_role;
grant select (id, user_id, credential_id, phone_number, phone_number_sid, plane, created_at, updated_at)
  on public.user_phone_numbers to authenticated;
create policy user_phone_numbers_select_own on public.user_phone_numbers
  for select to authenticated using ((select auth.uid()) = user_id);
