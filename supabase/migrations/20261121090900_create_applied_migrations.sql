-- Tells which migrations a project has, so that a process can refuse to work on an older schema. The history belongs to the
-- Supabase CLI and is not exposed by the data API; this shows the versions only, and to the service role only.
create function public.applied_migrations() returns table (version text)
language plpgsql stable security definer set search_path = ''
as $$
begin
  -- A project that was set up by hand has no history.
  if to_regclass('supabase_migrations.schema_migrations') is null then return; end if;
  return query select h.version from supabase_migrations.schema_migrations h order by h.version;
end
$$;
revoke execute on function public.applied_migrations() from public, anon, authenticated;
grant execute on function public.applied_migrations() to service_role;
