-- When each built trunk is looked at next, and what the looks before led to. Apart from the credential, because it changes with every
-- look and is nobody's business but the reconciler's.
create table public.trunk_looks (
  credential_id uuid primary key references public.user_twilio_credentials (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete restrict,
  next_look_at timestamptz not null,
  -- Looks in a row that could not be completed.
  failures integer not null default 0,
  -- The latest repairs that nobody asked for: [{"at", "keys"}], oldest first.
  repairs jsonb not null default '[]',
  -- Set while the reconciler has given up to repair what somebody else changes again and again.
  repairs_stopped_at timestamptz,
  -- The repair that is under way, until its end has been reported.
  repair_run_id uuid references public.provisioning_runs (id) on delete set null
);
create index trunk_looks_user_id_idx on public.trunk_looks (user_id);
create index trunk_looks_next_look_at_idx on public.trunk_looks (next_look_at);
create index trunk_looks_repair_run_id_idx on public.trunk_looks (repair_run_id) where repair_run_id is not null;
alter table public.trunk_looks enable row level security;
revoke all on public.trunk_looks from public, anon, authenticated;
grant all on public.trunk_looks to service_role;
create policy trunk_looks_no_one on public.trunk_looks for select to authenticated using (false);

-- Takes looks that are due, the longest overdue first, and puts each off by p_hold_seconds, so that no other process takes it; whoever
-- took it says afterwards when the next one is. A trunk is looked at only while it is built and nobody works on it: while somebody
-- has to act, its account is left alone. A new one has its first look after about p_every_seconds. `seen` is the credential's date
-- of change, for telling afterwards whether it was changed meanwhile.
create function public.claim_looks(p_limit integer, p_hold_seconds integer, p_every_seconds integer)
returns table (
  credential_id uuid, user_id uuid, due_at timestamptz, seen text, failures integer, repairs jsonb, repairs_stopped_at timestamptz
)
language plpgsql security invoker set search_path = ''
as $$
begin
  insert into public.trunk_looks (credential_id, user_id, next_look_at)
  select c.id, c.user_id, clock_timestamp() + make_interval(secs => p_every_seconds * (0.8 + 0.4 * random()))
  from public.user_twilio_credentials c
  where c.status in ('ready', 'degraded') and c.ready_at is not null
    and not exists (select 1 from public.trunk_looks l where l.credential_id = c.id)
  on conflict do nothing;

  return query
  with due as (
    select l.credential_id, l.next_look_at, to_jsonb(c.updated_at) #>> '{}' as seen
    from public.trunk_looks l join public.user_twilio_credentials c on c.id = l.credential_id
    where l.next_look_at <= clock_timestamp() and c.status in ('ready', 'degraded') and c.ready_at is not null
      -- The end of a password's overlap is no drift.
      and (c.previous_sip_retire_at is null or c.previous_sip_retire_at > clock_timestamp())
      and not exists (
        select 1 from public.provisioning_runs r where r.credential_id = c.id and r.status in ('queued', 'running'))
    order by l.next_look_at
    limit p_limit
    for update of l skip locked
  )
  update public.trunk_looks l set next_look_at = clock_timestamp() + make_interval(secs => p_hold_seconds)
  from due where l.credential_id = due.credential_id
  returning l.credential_id, l.user_id, due.next_look_at, due.seen, l.failures, l.repairs, l.repairs_stopped_at;
end
$$;

-- The repairs that have ended, each handed out once.
create function public.take_finished_repairs() returns table (credential_id uuid, user_id uuid, run_id uuid, status text)
language sql security invoker set search_path = ''
as $$
  with finished as (
    select l.credential_id, r.id, r.status
    from public.trunk_looks l join public.provisioning_runs r on r.id = l.repair_run_id
    where r.status in ('succeeded', 'failed', 'superseded')
    for update of l skip locked
  )
  update public.trunk_looks l set repair_run_id = null
  from finished where l.credential_id = finished.credential_id
  returning l.credential_id, l.user_id, finished.id, finished.status
$$;

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in ('claim_looks', 'take_finished_repairs')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
  end loop;
end
$$;

-- A look that finds everything as it was changes nothing that a cache could hold.
drop trigger user_twilio_credentials_note_change on public.user_twilio_credentials;
create trigger user_twilio_credentials_note_change after insert or delete on public.user_twilio_credentials
  for each row execute function public.note_config_change();
create trigger user_twilio_credentials_note_update after update on public.user_twilio_credentials
  for each row when (to_jsonb(old) - 'verified_at' is distinct from to_jsonb(new) - 'verified_at')
  execute function public.note_config_change();
