-- What must be known to merge events into their calls: the calls as they are stored, and which of the events are stored already.
-- p_events is [{"user_id", "dedupe_key", "call_sid"}].
create function public.read_calls(p_events jsonb) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  with given as (
    select * from jsonb_to_recordset(p_events) as g(user_id uuid, dedupe_key text, call_sid text)
  )
  select jsonb_build_object(
    'calls', coalesce((
      select jsonb_agg(jsonb_build_object('call_sid', l.call_sid, 'user_id', l.user_id, 'version', l.version, 'state', l.state))
      from public.twilio_call_logs l
      where l.credential_id is not null and l.call_sid in (select g.call_sid from given g)), '[]'),
    'stored', coalesce((
      select jsonb_agg(e.dedupe_key)
      from public.call_events e join given g on g.user_id = e.user_id and g.dedupe_key = e.dedupe_key), '[]')
  )
$$;

-- Stores events and the calls that were merged from them, both or neither for each call. A call that has been written since the version
-- that the caller merged with (0: there was none) is left alone, its events too, and returned: it has to be read and merged again.
-- So is one whose events are stored meanwhile. Events of an account that is gone are dropped. Decisions are stored beside, once each.
create function public.record_calls(p_calls jsonb, p_events jsonb, p_decisions jsonb) returns text[]
language plpgsql security invoker set search_path = ''
as $$
declare
  written text[];
begin
  -- Always in the same order, so that two processes with the same calls in hand wait for each other and not for ever.
  perform 1 from public.twilio_call_logs l
  where l.credential_id is not null and l.call_sid in (select c ->> 'call_sid' from jsonb_array_elements(p_calls) c)
  order by l.call_sid for update;

  with given as (
    select c.* from jsonb_to_recordset(p_calls) as c(
      call_sid text, user_id uuid, credential_id uuid, version integer, parent_call_sid text, direction text, from_number text,
      to_number text, status text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz, duration integer,
      price numeric, price_unit text, error_code text, sip_response_code integer, recordings jsonb, state jsonb)
    join public.user_twilio_credentials t on t.id = c.credential_id and t.user_id = c.user_id
  ), added as (
    insert into public.twilio_call_logs as l (
      call_sid, user_id, credential_id, version, parent_call_sid, direction, from_number, to_number, status, started_at,
      answered_at, ended_at, duration, price, price_unit, error_code, sip_response_code, recordings, state)
    select g.call_sid, g.user_id, g.credential_id, 1, g.parent_call_sid, g.direction, g.from_number, g.to_number, g.status,
      g.started_at, g.answered_at, g.ended_at, g.duration, g.price, g.price_unit, g.error_code, g.sip_response_code,
      g.recordings, g.state
    from given g where g.version = 0 order by g.call_sid
    on conflict (call_sid) where credential_id is not null do nothing
    returning l.call_sid
  ), changed as (
    update public.twilio_call_logs l set
      version = l.version + 1, parent_call_sid = g.parent_call_sid, direction = g.direction, from_number = g.from_number,
      to_number = g.to_number, status = g.status, started_at = g.started_at, answered_at = g.answered_at, ended_at = g.ended_at,
      duration = g.duration, price = g.price, price_unit = g.price_unit, error_code = g.error_code,
      sip_response_code = g.sip_response_code, recordings = g.recordings, state = g.state, updated_at = clock_timestamp()
    from given g
    where l.call_sid = g.call_sid and l.credential_id is not null and l.user_id = g.user_id and g.version > 0 and l.version = g.version
    returning l.call_sid
  )
  select coalesce(array_agg(w.call_sid), '{}') into written from (select * from added union all select * from changed) w;

  insert into public.call_events (
    user_id, credential_id, call_sid, kind, dedupe_key, sequence, provider_at, payload, received_at)
  select e.user_id, e.credential_id, e.call_sid, e.kind, e.dedupe_key, e.sequence, e.provider_at, e.payload, e.received_at
  from jsonb_to_recordset(p_events) as e(
    user_id uuid, credential_id uuid, call_sid text, kind text, dedupe_key text, sequence integer, provider_at timestamptz,
    payload jsonb, received_at timestamptz)
  where e.call_sid = any (written);

  insert into public.route_decisions (
    user_id, credential_id, call_sid, step, dedupe_key, call, decision, trace, version, source, cache_age_ms, decided_at)
  select d.user_id, d.credential_id, d.call_sid, d.step, d.dedupe_key, d.call, d.decision, d.trace, d.version, d.source,
    d.cache_age_ms, d.decided_at
  from jsonb_to_recordset(p_decisions) as d(
    user_id uuid, credential_id uuid, call_sid text, step text, dedupe_key text, call jsonb, decision jsonb, trace jsonb,
    version integer, source text, cache_age_ms bigint, decided_at timestamptz)
  join public.user_twilio_credentials t on t.id = d.credential_id and t.user_id = d.user_id
  on conflict (user_id, dedupe_key) do nothing;

  return (
    select coalesce(array_agg(c ->> 'call_sid'), '{}') from jsonb_array_elements(p_calls) c
    where not (c ->> 'call_sid' = any (written))
      and exists (
        select 1 from public.user_twilio_credentials t
        where t.id = (c ->> 'credential_id')::uuid and t.user_id = (c ->> 'user_id')::uuid)
  );
end
$$;

-- The tenant's calls, the latest first, without the legs that were dialled for them. p_before_at and p_before_sid are the last one of the
-- page before.
create function public.list_calls(
  p_user_id uuid, p_limit integer, p_before_at timestamptz, p_before_sid text, p_number text, p_status text, p_direction text,
  p_from timestamptz, p_to timestamptz
) returns table (
  call_sid text, credential_id uuid, parent_call_sid text, direction text, from_number text, to_number text, status text,
  started_at timestamptz, answered_at timestamptz, ended_at timestamptz, duration integer, price numeric, price_unit text,
  error_code text, sip_response_code integer, recordings jsonb
)
language sql stable security invoker set search_path = ''
as $$
  select l.call_sid, l.credential_id, l.parent_call_sid, l.direction, l.from_number, l.to_number, l.status, l.started_at,
    l.answered_at, l.ended_at, l.duration, l.price, l.price_unit, l.error_code, l.sip_response_code, l.recordings
  from public.twilio_call_logs l
  where l.user_id = p_user_id and l.credential_id is not null and l.parent_call_sid is null
    and (p_before_at is null or (l.started_at, l.call_sid) < (p_before_at, p_before_sid))
    and (p_number is null or l.from_number = p_number or l.to_number = p_number)
    and (p_status is null or l.status = p_status)
    and (p_direction is null or l.direction = p_direction)
    and (p_from is null or l.started_at >= p_from)
    and (p_to is null or l.started_at < p_to)
  order by l.started_at desc, l.call_sid desc
  limit p_limit
$$;

-- For each of the numbers: when it was last called or calling, and what happened in the last 30 days.
create function public.call_statistics(p_user_id uuid, p_numbers text[]) returns table (
  number text, last_call_at timestamptz, inbound bigint, answered bigint, outbound bigint, seconds bigint
)
language sql stable security invoker set search_path = ''
as $$
  select n.number, greatest(
      (select max(l.started_at) from public.twilio_call_logs l where l.user_id = p_user_id and l.to_number = n.number),
      (select max(l.started_at) from public.twilio_call_logs l where l.user_id = p_user_id and l.from_number = n.number)),
    i.calls, i.answered, o.calls, i.seconds + o.seconds
  from unnest(p_numbers) as n(number)
  cross join lateral (
    select count(*) as calls, count(l.answered_at) as answered, coalesce(sum(l.duration), 0)::bigint as seconds
    from public.twilio_call_logs l
    where l.user_id = p_user_id and l.to_number = n.number and l.started_at > clock_timestamp() - interval '30 days'
  ) i
  cross join lateral (
    select count(*) as calls, coalesce(sum(l.duration), 0)::bigint as seconds
    from public.twilio_call_logs l
    where l.user_id = p_user_id and l.from_number = n.number and l.started_at > clock_timestamp() - interval '30 days'
  ) o
$$;

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature, p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in ('read_calls', 'record_calls', 'list_calls', 'call_statistics')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
    -- What they show, row-level security decides.
    if f.name in ('list_calls', 'call_statistics') then
      execute format('grant execute on function %s to authenticated', f.signature);
    end if;
  end loop;
end
$$;
