-- What a tenant has published about their calls: immutable versions, and which of them is in force.
create table public.routing_versions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete restrict,
  version integer not null,
  document jsonb not null,
  note text,
  actor_kind text not null,
  actor_id text not null,
  created_at timestamptz not null default now(),
  unique (user_id, version)
);
alter table public.routing_versions enable row level security;
revoke all on public.routing_versions from public, anon, authenticated;
grant select, insert, delete on public.routing_versions to service_role;
grant select on public.routing_versions to authenticated;
create policy routing_versions_select_own on public.routing_versions
  for select to authenticated using ((select auth.uid()) = user_id);

create table public.routing_settings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references auth.users (id) on delete restrict,
  -- Null: nothing is published yet.
  published_version integer,
  -- False: every call goes to the fallback; what is published stays.
  is_dynamic boolean not null default true,
  updated_at timestamptz not null default now(),
  foreign key (user_id, published_version) references public.routing_versions (user_id, version)
);
create index routing_settings_published_idx on public.routing_settings (user_id, published_version);
alter table public.routing_settings enable row level security;
revoke all on public.routing_settings from public, anon, authenticated;
grant all on public.routing_settings to service_role;
grant select on public.routing_settings to authenticated;
create policy routing_settings_select_own on public.routing_settings
  for select to authenticated using ((select auth.uid()) = user_id);
create trigger routing_settings_note_change after insert or update or delete on public.routing_settings
  for each row execute function public.note_config_change();

-- Stores a document as the tenant's next version and puts it in force, both or neither. Null when somebody has published since the
-- version on which the caller's draft was checked (`p_expected`, null for none).
create function public.publish_routing(
  p_user_id uuid, p_document jsonb, p_expected integer, p_note text, p_actor_kind text, p_actor_id text
) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  settings public.routing_settings;
  latest integer;
begin
  insert into public.routing_settings (user_id) values (p_user_id) on conflict (user_id) do nothing;
  select * into settings from public.routing_settings s where s.user_id = p_user_id for update;
  if settings.published_version is distinct from p_expected then return null; end if;
  select coalesce(max(v.version), 0) + 1 into latest from public.routing_versions v where v.user_id = p_user_id;
  insert into public.routing_versions (user_id, version, document, note, actor_kind, actor_id)
  values (p_user_id, latest, p_document, p_note, p_actor_kind, p_actor_id);
  update public.routing_settings s set published_version = latest, updated_at = clock_timestamp() where s.user_id = p_user_id;
  return latest;
end
$$;
revoke execute on function public.publish_routing(uuid, jsonb, integer, text, text, text) from public, anon, authenticated;
grant execute on function public.publish_routing(uuid, jsonb, integer, text, text, text) to service_role;
