-- What changes about agents and the runs that bring LiveKit's side there are opened together: nobody has to ask twice.
drop function public.delete_agent(uuid, uuid);
drop function public.assign_agents(uuid, jsonb);

-- Opens an apply run for each of these credentials. One whose trunk has not been asked for yet, or that is going, gets none: its own
-- first or last run sees to it. The callers have locked them.
create function public.open_agent_runs(p_user_id uuid, p_credential_ids uuid[]) returns setof public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  wanted uuid;
begin
  for wanted in
    select c.id from public.user_twilio_credentials c
    where c.id = any (p_credential_ids) and c.user_id = p_user_id
      and c.status not in ('pending', 'legacy', 'disconnecting', 'removed')
    order by c.id
  loop
    begin
      return next public.open_run(p_user_id, wanted, 'apply', false, '{}', '{}', null, null);
    exception when sqlstate 'TL003' then
      -- A run that undoes it is open.
      null;
    end;
  end loop;
end
$$;

-- Locks the credentials at whose LiveKit side an agent stands, or (null) those where every agent has an endpoint. Credentials are locked
-- before agents and numbers everywhere.
create function public.lock_agent_credentials(p_user_id uuid, p_agent_id uuid) returns uuid[]
language plpgsql security invoker set search_path = ''
as $$
declare
  ids uuid[];
begin
  select coalesce(array_agg(c.id), '{}') into ids from (
    select c.id from public.user_twilio_credentials c
    where c.user_id = p_user_id and (
      exists (
        select 1 from public.user_phone_numbers n
        where n.credential_id = c.id and (n.agent_id = p_agent_id or (p_agent_id is null and n.plane = 'webhook')))
      or exists (select 1 from public.agent_endpoints e where e.credential_id = c.id and e.agent_id = p_agent_id))
    order by c.id
    for update of c
  ) c;
  return ids;
end
$$;

create function public.create_agent(p_id uuid, p_user_id uuid, p_name text, p_agent_name text)
returns setof public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  concerned uuid[] := public.lock_agent_credentials(p_user_id, null);
begin
  insert into public.agents (id, user_id, name, agent_name) values (p_id, p_user_id, p_name, p_agent_name);
  return query select * from public.open_agent_runs(p_user_id, concerned);
end
$$;

-- Null: it stays as it is. TL006: no such agent of this tenant's. What a tenant calls it is nothing to LiveKit.
create function public.change_agent(p_user_id uuid, p_agent_id uuid, p_name text, p_agent_name text)
returns setof public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  concerned uuid[] := public.lock_agent_credentials(p_user_id, p_agent_id);
  was text;
begin
  select a.agent_name into was from public.agents a where a.id = p_agent_id and a.user_id = p_user_id for update;
  if not found then raise exception 'no such agent' using errcode = 'TL006'; end if;
  update public.agents
  set name = coalesce(p_name, name), agent_name = coalesce(p_agent_name, agent_name), updated_at = clock_timestamp()
  where id = p_agent_id;
  if p_agent_name is distinct from was and p_agent_name is not null then
    return query select * from public.open_agent_runs(p_user_id, concerned);
  end if;
end
$$;

-- Removes an agent that nothing uses. TL006: no such agent of this tenant's. TL007: still used, by what the message says (`number`,
-- `routing` for the published document, `draft`).
create function public.delete_agent(p_user_id uuid, p_agent_id uuid) returns setof public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  concerned uuid[] := public.lock_agent_credentials(p_user_id, p_agent_id);
  wanted jsonb := jsonb_build_object('id', p_agent_id::text);
begin
  -- Nobody publishes a document that names it meanwhile.
  perform 1 from public.routing_settings where user_id = p_user_id for update;
  perform 1 from public.agents where id = p_agent_id and user_id = p_user_id for update;
  if not found then raise exception 'no such agent' using errcode = 'TL006'; end if;
  if exists (select 1 from public.user_phone_numbers where agent_id = p_agent_id) then
    raise exception 'number' using errcode = 'TL007';
  end if;
  if exists (
    select 1 from public.routing_settings s
    join public.routing_versions v on v.user_id = s.user_id and v.version = s.published_version
    where s.user_id = p_user_id and jsonb_path_exists(v.document, '$.**.agentId ? (@ == $id)', wanted)
  ) then
    raise exception 'routing' using errcode = 'TL007';
  end if;
  if jsonb_path_exists(public.routing_draft_of(p_user_id) - 'published', '$.**.agentId ? (@ == $id)', wanted) then
    raise exception 'draft' using errcode = 'TL007';
  end if;
  delete from public.agent_endpoints where agent_id = p_agent_id;
  delete from public.agents where id = p_agent_id;
  return query select * from public.open_agent_runs(p_user_id, concerned);
end
$$;

-- Says which agents answer numbers on the trunk plane (null: the installation's own), and opens runs where that changes something.
-- TL006: one of the agents is not this tenant's.
create function public.assign_agents(p_user_id uuid, p_assignments jsonb) returns setof public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  concerned uuid[];
begin
  perform 1 from public.user_twilio_credentials c
  where c.user_id = p_user_id and c.id in (
    select n.credential_id from public.user_phone_numbers n
    join jsonb_to_recordset(p_assignments) as w (phone_number text) on w.phone_number = n.phone_number
    where n.user_id = p_user_id)
  order by c.id
  for update;
  -- Kept from being deleted until this is written.
  perform 1 from public.agents a
  where a.user_id = p_user_id
    and a.id in (select w.agent_id from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid))
  order by a.id
  for update;
  if exists (
    select 1 from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid)
    where w.agent_id is not null
      and not exists (select 1 from public.agents a where a.id = w.agent_id and a.user_id = p_user_id)
  ) then
    raise exception 'not an agent of this tenant' using errcode = 'TL006';
  end if;
  with changed as (
    update public.user_phone_numbers n set agent_id = w.agent_id, updated_at = clock_timestamp()
    from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid)
    where n.user_id = p_user_id and n.phone_number = w.phone_number and n.plane = 'trunk'
      and n.agent_id is distinct from w.agent_id
    returning n.credential_id
  )
  select array_agg(distinct c.credential_id) into concerned from changed c;
  return query select * from public.open_agent_runs(p_user_id, concerned);
end
$$;

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in (
      'open_agent_runs', 'lock_agent_credentials', 'create_agent', 'change_agent', 'delete_agent', 'assign_agents')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
  end loop;
end
$$;
