-- Leases with a fence: compare-and-set rows, because advisory locks exclude nothing inside PGlite's single session. The fence
-- grows with every holder, so a holder that slept through its expiry can be told from its successor.
create table public.leases (
  name text primary key,
  holder text not null,
  fence bigint not null,
  expires_at timestamptz not null
);
alter table public.leases enable row level security;
revoke all on public.leases from public, anon, authenticated;
grant all on public.leases to service_role;
create policy leases_no_one on public.leases for select to authenticated using (false);

-- Returns the fence, or null while somebody else holds the lease.
create function public.acquire_lease(p_name text, p_holder text, p_ttl_seconds integer) returns bigint
language sql security invoker set search_path = ''
as $$
  insert into public.leases as l (name, holder, fence, expires_at)
  values (p_name, p_holder, 1, clock_timestamp() + make_interval(secs => p_ttl_seconds))
  on conflict (name) do update
    set holder = excluded.holder, fence = l.fence + 1, expires_at = excluded.expires_at
    where l.expires_at <= clock_timestamp()
  returning fence
$$;

create function public.renew_lease(p_name text, p_holder text, p_fence bigint, p_ttl_seconds integer) returns boolean
language sql security invoker set search_path = ''
as $$
  with renewed as (
    update public.leases
    set expires_at = clock_timestamp() + make_interval(secs => p_ttl_seconds)
    where name = p_name and holder = p_holder and fence = p_fence and expires_at > clock_timestamp()
    returning 1
  )
  select exists (select 1 from renewed)
$$;

-- The row stays, so that the fence keeps growing.
create function public.release_lease(p_name text, p_holder text, p_fence bigint) returns void
language sql security invoker set search_path = ''
as $$
  update public.leases set expires_at = '-infinity' where name = p_name and holder = p_holder and fence = p_fence
$$;

revoke execute on function public.acquire_lease(text, text, integer) from public, anon, authenticated;
revoke execute on function public.renew_lease(text, text, bigint, integer) from public, anon, authenticated;
revoke execute on function public.release_lease(text, text, bigint) from public, anon, authenticated;
grant execute on function public.acquire_lease(text, text, integer) to service_role;
grant execute on function public.renew_lease(text, text, bigint, integer) to service_role;
grant execute on function public.release_lease(text, text, bigint) to service_role;
