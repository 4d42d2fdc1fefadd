-- A number off the trunk plane has no agent of its own: who answers it is a matter of its route, and no agent is kept for it.
create function public.drop_agent_off_trunk() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.agent_id := null;
  return new;
end
$$;
revoke execute on function public.drop_agent_off_trunk() from public, anon, authenticated;
create trigger user_phone_numbers_drop_agent before insert or update of plane, agent_id on public.user_phone_numbers
  for each row when (new.agent_id is not null and new.plane is distinct from 'trunk')
  execute function public.drop_agent_off_trunk();
