-- What must change several rows at once. Called with the service role only; the caller has already decided, these keep it atomic.

-- Applies the given fields, and no others, to a credential. A removed one stays as it is: nothing may put a secret back into it.
create function public.change_credential(p_credential_id uuid, p_changes jsonb) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  fields text;
begin
  if p_changes is null or p_changes = '{}'::jsonb then return; end if;
  if exists (
    select 1 from jsonb_object_keys(p_changes) k where k not in (
      'trunk_sid', 'domain_name', 'domain_prefix', 'credential_list_sid', 'sip_username', 'sip_password', 'status',
      'is_active', 'account_name', 'account_type', 'ingress_id', 'resource_name', 'auth_token', 'api_key_sid', 'api_key_secret',
      'previous_auth_token', 'previous_auth_token_expires_at', 'previous_sip_username', 'previous_sip_password',
      'previous_sip_retire_at', 'secure', 'transfer_mode', 'disaster_recovery_url', 'recording_mode', 'recording_trim',
      'problem', 'drift', 'verified_at', 'ready_at', 'removed_at')
  ) then
    raise exception 'change_credential: a field that may not be changed' using errcode = 'TL000';
  end if;
  select string_agg(format('%1$I = r.%1$I', k), ', ') into fields from jsonb_object_keys(p_changes) k;
  execute format(
    'update public.user_twilio_credentials c set %s, updated_at = clock_timestamp()
     from jsonb_populate_record(null::public.user_twilio_credentials, $2) r
     where c.id = $1 and c.status <> ''removed''', fields)
  using p_credential_id, p_changes;
end
$$;

-- Stores a proven account and opens its first run (unless p_kind is null). The tenant's first credential becomes the active one.
create function public.create_credential(p_credential jsonb, p_kind text, p_idempotency_key text, p_request_hash text)
returns uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  c public.user_twilio_credentials := jsonb_populate_record(null::public.user_twilio_credentials, p_credential);
  run_id uuid;
begin
  -- One at a time for each tenant: of two first credentials only one may become the active one, and neither may fail for it.
  perform pg_advisory_xact_lock(hashtextextended('active credential of ' || c.user_id, 0));
  insert into public.user_twilio_credentials (
    id, user_id, account_sid, auth_token, api_key_sid, api_key_secret, label, status, account_name, account_type, ingress_id,
    resource_name, domain_name, domain_prefix, sip_username, sip_password, secure, transfer_mode, disaster_recovery_url,
    recording_mode, recording_trim, is_active
  ) values (
    c.id, c.user_id, c.account_sid, c.auth_token, c.api_key_sid, c.api_key_secret, c.label, c.status, c.account_name,
    c.account_type, c.ingress_id, c.resource_name, c.domain_name, c.domain_prefix, c.sip_username, c.sip_password, c.secure,
    c.transfer_mode, c.disaster_recovery_url, c.recording_mode, c.recording_trim,
    not exists (
      select 1 from public.user_twilio_credentials o
      where o.user_id = c.user_id and o.is_active and o.status not in ('legacy', 'removed'))
  );
  if p_kind is not null then
    insert into public.provisioning_runs (user_id, credential_id, kind, idempotency_key, request_hash)
    values (c.user_id, c.id, p_kind, p_idempotency_key, p_request_hash) returning id into run_id;
  end if;
  return run_id;
end
$$;

-- Opens a run and applies the changes that it is to bring about, together. With p_join an open run is returned as it is;
-- otherwise it is superseded (its holder notices at its next record). p_expected are columns that must still be as the caller saw
-- them. TL003: the credential is being disconnected. TL004: unknown. TL005: not as expected.
create function public.open_run(
  p_user_id uuid, p_credential_id uuid, p_kind text, p_join boolean, p_changes jsonb, p_expected jsonb,
  p_idempotency_key text, p_request_hash text
) returns public.provisioning_runs
language plpgsql security invoker set search_path = ''
as $$
declare
  credential public.user_twilio_credentials;
  run public.provisioning_runs;
  leaves boolean := p_kind in ('disconnect', 'abandon');
begin
  select * into credential from public.user_twilio_credentials
  where id = p_credential_id and user_id = p_user_id and status <> 'removed' for update;
  if not found then raise exception 'credential not found' using errcode = 'TL004'; end if;
  if p_idempotency_key is not null then
    select * into run from public.provisioning_runs where user_id = p_user_id and idempotency_key = p_idempotency_key;
    if found then return run; end if;
  end if;
  if not to_jsonb(credential) @> p_expected then
    raise exception 'credential has changed' using errcode = 'TL005';
  end if;
  select * into run from public.provisioning_runs
  where credential_id = p_credential_id and status in ('queued', 'running') for update;
  if found then
    if run.kind in ('disconnect', 'abandon') and not leaves then
      raise exception 'credential is being disconnected' using errcode = 'TL003';
    end if;
    if p_join or run.kind = p_kind and leaves then
      -- Somebody is waiting: no reason to sit out a back-off.
      update public.provisioning_runs set next_attempt_at = least(next_attempt_at, clock_timestamp())
      where id = run.id and status = 'queued';
      return run;
    end if;
    update public.provisioning_runs set status = 'superseded', finished_at = clock_timestamp() where id = run.id;
  elsif credential.status = 'disconnecting' and not leaves then
    raise exception 'credential is being disconnected' using errcode = 'TL003';
  end if;
  perform public.change_credential(p_credential_id, p_changes);
  insert into public.provisioning_runs (user_id, credential_id, kind, idempotency_key, request_hash)
  values (p_user_id, p_credential_id, p_kind, p_idempotency_key, p_request_hash) returning * into run;
  return run;
end
$$;

-- Takes the credential's lease for a run. Null while somebody else works on the credential or the run is no longer open.
create function public.claim_run(p_run_id uuid, p_holder text, p_ttl_seconds integer) returns bigint
language plpgsql security invoker set search_path = ''
as $$
declare
  run public.provisioning_runs;
  fence bigint;
begin
  select * into run from public.provisioning_runs where id = p_run_id and status in ('queued', 'running') for update;
  if not found then return null; end if;
  fence := public.acquire_lease('credential:' || run.credential_id, p_holder, p_ttl_seconds);
  if fence is null then return null; end if;
  update public.provisioning_runs
  set status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, clock_timestamp()) where id = p_run_id;
  return fence;
end
$$;

-- Writes what a run did, under its fence. TL001: the lease was lost. TL002: the run is finished. False: the run was superseded
-- meanwhile. What it had done is then written all the same (it is true, and the next run would have to look for it), but nothing that
-- it was only going to do. Rows are locked in the order credential, run, lease, as everywhere in this file.
create function public.record_progress(
  p_run_id uuid, p_holder text, p_fence bigint,
  p_steps jsonb default '[]', p_resources jsonb default '[]', p_gone jsonb default '[]',
  p_credential jsonb default '{}', p_run jsonb default '{}', p_snapshot jsonb default null
) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  run public.provisioning_runs;
  superseded boolean;
begin
  perform 1 from public.user_twilio_credentials
  where id = (select r.credential_id from public.provisioning_runs r where r.id = p_run_id) for update;
  select * into run from public.provisioning_runs where id = p_run_id for update;
  if not found or run.status not in ('running', 'superseded') then
    raise exception 'run is not running' using errcode = 'TL002';
  end if;
  superseded := run.status = 'superseded';
  perform 1 from public.leases
  where name = 'credential:' || run.credential_id and holder = p_holder and fence = p_fence and expires_at > clock_timestamp()
  for update;
  if not found then raise exception 'lease was lost' using errcode = 'TL001'; end if;

  insert into public.provisioning_steps
    (user_id, credential_id, run_id, pass, action_key, effect, state, summary, external_id, problem, created_at)
  select run.user_id, run.credential_id, run.id, s.pass, s.action_key, s.effect, s.state, s.summary, s.external_id, s.problem,
    clock_timestamp()
  from jsonb_to_recordset(p_steps)
    as s (pass integer, action_key text, effect text, state text, summary text, external_id text, problem jsonb)
  where not superseded or s.state in ('done', 'failed');

  insert into public.provisioned_resources (user_id, credential_id, kind, external_id, ownership, detail)
  select run.user_id, run.credential_id, r.kind, r.external_id, r.ownership, coalesce(r.detail, '{}')
  from jsonb_to_recordset(p_resources) as r (kind text, external_id text, ownership text, detail jsonb)
  on conflict (credential_id, kind, external_id) do update
    set detail = excluded.detail, updated_at = clock_timestamp();

  delete from public.provisioned_resources o using jsonb_to_recordset(p_gone) as g (kind text, external_id text)
  where o.credential_id = run.credential_id and o.kind = g.kind and o.external_id = g.external_id;

  if superseded then
    perform public.change_credential(
      run.credential_id,
      (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(p_credential) e
       where e.key in ('trunk_sid', 'credential_list_sid')));
    return false;
  end if;

  perform public.change_credential(run.credential_id, p_credential);
  -- A removed credential has no numbers: they are free for whoever connects the account next.
  if p_credential ->> 'status' = 'removed' then
    delete from public.user_phone_numbers where credential_id = run.credential_id;
  end if;

  if p_snapshot is not null then
    insert into public.account_snapshots (user_id, credential_id, run_id, content)
    values (run.user_id, run.credential_id, run.id, p_snapshot);
  end if;

  if p_run ? 'status' then
    update public.provisioning_runs
    set status = p_run ->> 'status',
        problem = nullif(p_run -> 'problem', 'null'::jsonb),
        next_attempt_at = coalesce((p_run ->> 'next_attempt_at')::timestamptz, next_attempt_at),
        finished_at = case when p_run ->> 'status' in ('succeeded', 'failed') then clock_timestamp() end
    where id = run.id;
  end if;
  return true;
end
$$;

-- The runs somebody should work on now: open, due, and nobody holds their credential.
create function public.due_runs(p_limit integer) returns table (run_id uuid, credential_id uuid)
language sql stable security invoker set search_path = ''
as $$
  select r.id, r.credential_id from public.provisioning_runs r
  left join public.leases l on l.name = 'credential:' || r.credential_id and l.expires_at > clock_timestamp()
  where r.status in ('queued', 'running') and r.next_attempt_at <= clock_timestamp() and l.name is null
  order by r.next_attempt_at
  limit p_limit
$$;

-- Credentials whose previous SIP password has had its overlap. One that needs somebody waits: whatever run mends it retires it too.
create function public.retirable_credentials(p_limit integer) returns table (credential_id uuid, user_id uuid)
language sql stable security invoker set search_path = ''
as $$
  select c.id, c.user_id from public.user_twilio_credentials c
  where c.previous_sip_retire_at <= clock_timestamp() and c.status not in ('legacy', 'removed', 'disconnecting', 'needs_attention')
    and not exists (
      select 1 from public.provisioning_runs r where r.credential_id = c.id and r.status in ('queued', 'running'))
  limit p_limit
$$;

-- Makes one credential the tenant's active one. Runs with the caller's own rights: row-level security decides whose it is.
create function public.activate_credential(p_credential_id uuid) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  owner_id uuid;
begin
  select user_id into owner_id from public.user_twilio_credentials
  where id = p_credential_id and status not in ('legacy', 'removed', 'disconnecting');
  if not found then return false; end if;
  perform pg_advisory_xact_lock(hashtextextended('active credential of ' || owner_id, 0));
  update public.user_twilio_credentials set is_active = false, updated_at = clock_timestamp()
  where user_id = owner_id and is_active and id <> p_credential_id;
  update public.user_twilio_credentials set is_active = true, updated_at = clock_timestamp() where id = p_credential_id;
  return true;
end
$$;

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in (
      'change_credential', 'create_credential', 'open_run', 'claim_run', 'record_progress', 'due_runs', 'retirable_credentials',
      'activate_credential')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
    if f.proname = 'activate_credential' then
      execute format('grant execute on function %s to authenticated', f.signature);
    end if;
  end loop;
end
$$;
