-- As before, without numbers that are still being bought or are being given back: they say nothing of where a tenant is at home.
create or replace function public.routing_draft_of(p_user_id uuid) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'routes', coalesce((select jsonb_agg(r order by r.phone_number) from public.routes r where r.user_id = p_user_id), '[]'),
    'forwarding', coalesce(
      (select jsonb_agg(f order by f.sort_key) from public.call_forwarding f where f.user_id = p_user_id), '[]'),
    'ring_groups', coalesce((select jsonb_agg(g order by g.id) from public.ring_groups g where g.user_id = p_user_id), '[]'),
    'destinations', coalesce((select jsonb_agg(d order by d.id) from public.destinations d where d.user_id = p_user_id), '[]'),
    'hours', coalesce((select jsonb_agg(h order by h.id) from public.business_hours h where h.user_id = p_user_id), '[]'),
    'agents', coalesce((select jsonb_agg(a order by a.id) from public.agents a where a.user_id = p_user_id), '[]'),
    'numbers', coalesce(
      (select jsonb_agg(jsonb_build_object(
          'id', n.id, 'phone_number', n.phone_number, 'plane', n.plane, 'agent_id', n.agent_id,
          'credential_id', n.credential_id)
        order by n.phone_number)
      from public.user_phone_numbers n where n.user_id = p_user_id and n.credential_id is not null and n.status = 'owned'), '[]'),
    'draft', (select to_jsonb(d) from public.routing_drafts d where d.user_id = p_user_id),
    'settings', (select to_jsonb(s) from public.routing_settings s where s.user_id = p_user_id),
    'published', (
      select v.document from public.routing_settings s
      join public.routing_versions v on v.user_id = s.user_id and v.version = s.published_version
      where s.user_id = p_user_id)
  )
$$;
