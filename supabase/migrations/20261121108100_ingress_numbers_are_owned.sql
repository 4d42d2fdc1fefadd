-- As before, but a number that is still being bought is nobody's: no call to it is theirs, and it is no caller id. One that is being
-- released is called until it is gone.
create or replace function public.ingress_snapshots(p_ingress_ids text[]) returns table (
  ingress_id text, credential_id uuid, user_id uuid, account_sid text,
  auth_token text, previous_auth_token text, previous_auth_token_expires_at timestamptz,
  version integer, document jsonb, is_dynamic boolean, numbers text[], endpoints jsonb
)
language sql stable security invoker set search_path = ''
as $$
  select c.ingress_id, c.id, c.user_id, c.account_sid,
    c.auth_token, c.previous_auth_token, c.previous_auth_token_expires_at,
    v.version, v.document, coalesce(s.is_dynamic, true),
    array(
      select n.phone_number from public.user_phone_numbers n
      where n.credential_id = c.id and n.status in ('owned', 'releasing') order by n.phone_number),
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
