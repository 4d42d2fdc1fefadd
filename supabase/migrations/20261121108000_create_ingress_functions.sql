-- All that a webhook's answer stands on, for each of the given ingress ids: the account's keys, the tenant's published routing, the
-- account's own numbers, and how its agents are reached. A credential that is gone has no row. Secrets are sealed by the application.
create function public.ingress_snapshots(p_ingress_ids text[]) returns table (
  ingress_id text, credential_id uuid, user_id uuid, account_sid text,
  auth_token text, previous_auth_token text, previous_auth_token_expires_at timestamptz,
  version integer, document jsonb, is_dynamic boolean, numbers text[], endpoints jsonb
)
language sql stable security invoker set search_path = ''
as $$
  select c.ingress_id, c.id, c.user_id, c.account_sid,
    c.auth_token, c.previous_auth_token, c.previous_auth_token_expires_at,
    v.version, v.document, coalesce(s.is_dynamic, true),
    array(select n.phone_number from public.user_phone_numbers n where n.credential_id = c.id order by n.phone_number),
    coalesce(
      (select jsonb_agg(jsonb_build_object(
         'endpointId', e.id, 'agentId', e.agent_id, 'sipUser', e.sip_user, 'sipPassword', e.sip_password))
       from public.agent_endpoints e where e.credential_id = c.id),
      '[]')
  from public.user_twilio_credentials c
  left join public.routing_settings s on s.user_id = c.user_id
  left join public.routing_versions v on v.user_id = s.user_id and v.version = s.published_version
  where c.ingress_id = any(p_ingress_ids) and c.status not in ('legacy', 'removed')
$$;

-- What has changed since an entry of the feed, and entries that were missing before: ids are given when a row is written and seen
-- when it is committed, so a smaller one can come later. Null `p_after`: from a little before the newest one.
create function public.read_config_changes(p_after bigint, p_missing bigint[])
returns table (id bigint, user_id uuid)
language sql stable security invoker set search_path = ''
as $$
  select c.id, c.user_id from public.config_changes c
  where c.id > coalesce(p_after, (select max(newest.id) - 200 from public.config_changes newest), 0) or c.id = any(p_missing)
  order by c.id limit 1000
$$;

do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname in ('ingress_snapshots', 'read_config_changes')
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', f.signature);
    execute format('grant execute on function %s to service_role', f.signature);
  end loop;
end
$$;
