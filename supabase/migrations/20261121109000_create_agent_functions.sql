-- What one look at a credential's inbound side needs of its tenant's agents, in one read: each agent that answers a number on the
-- trunk plane, or that calls on the webhook plane can reach. `needs_endpoint`: it shall have a SIP user of its own and has none yet.
create function public.inbound_agents(p_user_id uuid, p_credential_id uuid) returns table (
  agent_id uuid, agent_name text, numbers text[], needs_endpoint boolean, endpoint_id uuid, sip_user text, sip_password text
)
language sql stable security invoker set search_path = ''
as $$
  with planes as (
    select exists (
      select 1 from public.user_phone_numbers n
      where n.user_id = p_user_id and n.credential_id = p_credential_id and n.plane = 'webhook') as has_webhook
  ),
  answered as (
    select n.agent_id, array_agg(n.phone_number order by n.phone_number) as numbers from public.user_phone_numbers n
    where n.user_id = p_user_id and n.credential_id = p_credential_id and n.plane = 'trunk' and n.agent_id is not null
    group by n.agent_id
  )
  select a.id, a.agent_name, coalesce(t.numbers, '{}'), p.has_webhook and e.id is null, e.id, e.sip_user, e.sip_password
  from public.agents a
  cross join planes p
  left join answered t on t.agent_id = a.id
  left join public.agent_endpoints e on p.has_webhook and e.agent_id = a.id and e.credential_id = p_credential_id
  where a.user_id = p_user_id and (p.has_webhook or t.agent_id is not null)
  order by a.id
$$;

-- Stores an endpoint unless there is one already. False when there is, or when the credential or the agent is gone or going: nothing
-- may put a secret where one was forgotten.
create function public.create_agent_endpoint(
  p_id uuid, p_user_id uuid, p_credential_id uuid, p_agent_id uuid, p_sip_user text, p_sip_password text
) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  perform 1 from public.user_twilio_credentials
  where id = p_credential_id and user_id = p_user_id and status not in ('legacy', 'disconnecting', 'removed') for update;
  if not found then return false; end if;
  perform 1 from public.agents where id = p_agent_id and user_id = p_user_id for update;
  if not found then return false; end if;
  insert into public.agent_endpoints (id, user_id, credential_id, agent_id, sip_user, sip_password)
  values (p_id, p_user_id, p_credential_id, p_agent_id, p_sip_user, p_sip_password)
  on conflict do nothing;
  return found;
end
$$;

-- Removes an agent that nothing uses: 'deleted', 'number', 'routing' (the published document names it), or null when there is none.
create function public.delete_agent(p_user_id uuid, p_agent_id uuid) returns text
language plpgsql security invoker set search_path = ''
as $$
begin
  -- Nobody publishes a document that names it meanwhile.
  perform 1 from public.routing_settings where user_id = p_user_id for update;
  perform 1 from public.agents where id = p_agent_id and user_id = p_user_id for update;
  if not found then return null; end if;
  if exists (select 1 from public.user_phone_numbers where agent_id = p_agent_id) then return 'number'; end if;
  if exists (
    select 1 from public.routing_settings s
    join public.routing_versions v on v.user_id = s.user_id and v.version = s.published_version
    where s.user_id = p_user_id
      and jsonb_path_exists(v.document, '$.**.agentId ? (@ == $id)', jsonb_build_object('id', p_agent_id::text))
  ) then return 'routing'; end if;
  delete from public.agent_endpoints where agent_id = p_agent_id;
  delete from public.agents where id = p_agent_id;
  return 'deleted';
end
$$;

-- Says which agents answer numbers on the trunk plane (null: the installation's own), and returns the credentials for which something
-- changed. TL006: one of the agents is not this tenant's.
create function public.assign_agents(p_user_id uuid, p_assignments jsonb) returns table (credential_id uuid)
language plpgsql security invoker set search_path = ''
as $$
begin
  -- Kept from being deleted until this is written.
  perform 1 from public.agents a
  where a.user_id = p_user_id
    and a.id in (select w.agent_id from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid))
  for update;
  if exists (
    select 1 from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid)
    where w.agent_id is not null
      and not exists (select 1 from public.agents a where a.id = w.agent_id and a.user_id = p_user_id)
  ) then
    raise exception 'assign_agents: not an agent of this tenant' using errcode = 'TL006';
  end if;
  return query
    with changed as (
      update public.user_phone_numbers n set agent_id = w.agent_id, updated_at = clock_timestamp()
      from jsonb_to_recordset(p_assignments) as w (phone_number text, agent_id uuid)
      where n.user_id = p_user_id and n.phone_number = w.phone_number and n.plane = 'trunk'
        and n.agent_id is distinct from w.agent_id
      returning n.credential_id
    )
    select distinct c.credential_id from changed c;
end
$$;

-- A removed credential keeps no secret, so its endpoints go with its other ones.
create function public.forget_agent_endpoints() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  delete from public.agent_endpoints where credential_id = new.id;
  return null;
end
$$;
revoke execute on function public.forget_agent_endpoints() from public, anon, authenticated;
create trigger user_twilio_credentials_forget_endpoints after update of status on public.user_twilio_credentials
  for each row when (new.status = 'removed' and old.status <> 'removed')
  execute function public.forget_agent_endpoints();

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in ('inbound_agents', 'create_agent_endpoint', 'delete_agent', 'assign_agents')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
  end loop;
end
$$;
