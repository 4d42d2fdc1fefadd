-- What is still to be done, for whoever watches: how many runs are open, and for how long the oldest of those that are due and that
-- nobody works on has been waiting (0 when there is none). One read of an index that holds open runs only.
create function public.run_backlog() returns table (queued bigint, running bigint, oldest_due_seconds double precision)
language sql stable security invoker set search_path = ''
as $$
  select
    count(*) filter (where r.status = 'queued'),
    count(*) filter (where r.status = 'running'),
    coalesce(extract(epoch from clock_timestamp() - min(r.next_attempt_at) filter (
      where r.next_attempt_at <= clock_timestamp() and l.name is null)), 0)::double precision
  from public.provisioning_runs r
  left join public.leases l on l.name = 'credential:' || r.credential_id and l.expires_at > clock_timestamp()
  where r.status in ('queued', 'running')
$$;
revoke execute on function public.run_backlog() from public, anon, authenticated;
grant execute on function public.run_backlog() to service_role;
