-- As before, and what calls were told and decided for goes after three months; the calls themselves stay.
create or replace function public.prune_history() returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  changes integer;
  steps integer;
  events integer;
  decisions integer;
begin
  if public.acquire_lease('prune-history', gen_random_uuid()::text, 86400) is null then return null; end if;
  delete from public.config_changes where created_at < clock_timestamp() - interval '2 days';
  get diagnostics changes = row_count;
  delete from public.provisioning_steps s using public.provisioning_runs r
  where r.id = s.run_id and r.finished_at < clock_timestamp() - interval '90 days';
  get diagnostics steps = row_count;
  delete from public.call_events where received_at < clock_timestamp() - interval '90 days';
  get diagnostics events = row_count;
  delete from public.route_decisions where decided_at < clock_timestamp() - interval '90 days';
  get diagnostics decisions = row_count;
  return changes + steps + events + decisions;
end
$$;
