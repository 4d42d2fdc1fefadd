-- One row: the identity of this installation, part of the ownership mark on everything Trunkline makes.
create table public.installation (
  singleton boolean primary key default true check (singleton),
  installation_id text not null default substr(replace(gen_random_uuid()::text, '-', ''), 1, 8),
  created_at timestamptz not null default now()
);
insert into public.installation default values;

alter table public.installation enable row level security;
revoke all on public.installation from public, anon, authenticated;
grant all on public.installation to service_role;
create policy installation_no_one on public.installation for select to authenticated using (false);
