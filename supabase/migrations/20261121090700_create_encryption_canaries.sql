-- One known plain text per key of the ring: a process with a wrong key cannot decrypt it and refuses to start.
create table public.encryption_canaries (
  key_id text primary key,
  token text not null,
  created_at timestamptz not null default now()
);
alter table public.encryption_canaries enable row level security;
revoke all on public.encryption_canaries from public, anon, authenticated;
grant all on public.encryption_canaries to service_role;
create policy encryption_canaries_no_one on public.encryption_canaries for select to authenticated using (false);
