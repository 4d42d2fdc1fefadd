-- Removes what nobody reads any more: entries of the change feed after two days (a process that was away for longer reads everything
-- anew), and the journal of runs that ended three months ago; the runs themselves stay. Does its work at most once a day, however
-- many processes call it; null when it was not its turn, otherwise how many rows went.
create function public.prune_history() returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  changes integer;
  steps integer;
begin
  if public.acquire_lease('prune-history', gen_random_uuid()::text, 86400) is null then return null; end if;
  delete from public.config_changes where created_at < clock_timestamp() - interval '2 days';
  get diagnostics changes = row_count;
  delete from public.provisioning_steps s using public.provisioning_runs r
  where r.id = s.run_id and r.finished_at < clock_timestamp() - interval '90 days';
  get diagnostics steps = row_count;
  return changes + steps;
end
$$;
revoke execute on function public.prune_history() from public, anon, authenticated;
grant execute on function public.prune_history() to service_role;
