-- The change feed behind every process's caches: one row a change, polled by id.
create table public.config_changes (
  id bigint generated always as identity primary key,
  user_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  operation text not null,
  created_at timestamptz not null default now()
);
create index config_changes_user_id_idx on public.config_changes (user_id);
alter table public.config_changes enable row level security;
revoke all on public.config_changes from public, anon, authenticated;
grant all on public.config_changes to service_role;
create policy config_changes_no_one on public.config_changes for select to authenticated using (false);

-- Runs as its owner, because the tenant whose update fires it may not write the feed.
create function public.note_config_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  r record;
begin
  if tg_op = 'DELETE' then r := old; else r := new; end if;
  insert into public.config_changes (user_id, table_name, row_id, operation) values (r.user_id, tg_table_name, r.id, tg_op);
  return null;
end
$$;
revoke execute on function public.note_config_change() from public, anon, authenticated;

create trigger user_twilio_credentials_note_change after insert or update or delete on public.user_twilio_credentials
  for each row execute function public.note_config_change();
create trigger api_keys_note_change after insert or delete or update of revoked_at, expires_at, scopes on public.api_keys
  for each row execute function public.note_config_change();
create trigger user_phone_numbers_note_change after insert or update or delete on public.user_phone_numbers
  for each row execute function public.note_config_change();
