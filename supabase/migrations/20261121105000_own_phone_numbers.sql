-- What Trunkline knows of a tenant's numbers beside their plane, and the purchases and releases under way. A released number keeps
-- its row without a credential, so that the number is free for whoever gets it next.
alter table public.user_phone_numbers
  add column if not exists status text not null default 'owned',
  add column if not exists label text,
  add column if not exists friendly_name text,
  add column if not exists number_type text,
  add column if not exists capabilities jsonb,
  -- A friendly name that Twilio is to have; null once it has it.
  add column if not exists wanted_name text,
  -- A purchase: what was asked, under which key, when it was last sent to Twilio, and who is at it until when.
  add column if not exists purchase jsonb,
  add column if not exists idempotency_key text,
  add column if not exists request_hash text,
  add column if not exists attempted_at timestamptz,
  add column if not exists purchase_holder text,
  add column if not exists purchase_held_until timestamptz,
  add column if not exists released_at timestamptz,
  -- The credential that a released number had.
  add column if not exists released_from uuid;

alter table public.user_phone_numbers add constraint user_phone_numbers_status_check
  check (status in ('buying', 'owned', 'releasing', 'released'));
alter table public.user_phone_numbers add constraint user_phone_numbers_released_check
  check (status <> 'released' or (credential_id is null and released_at is not null));
-- Only a number that the tenant has and keeps can be on a plane.
alter table public.user_phone_numbers add constraint user_phone_numbers_on_plane_check
  check (plane is null or status = 'owned');

create unique index if not exists user_phone_numbers_idempotency_key
  on public.user_phone_numbers (user_id, idempotency_key) where idempotency_key is not null;
create index if not exists user_phone_numbers_page_idx on public.user_phone_numbers (user_id, phone_number, id);
create index if not exists user_phone_numbers_buying_idx
  on public.user_phone_numbers (purchase_held_until) where status = 'buying';

grant select (status, label, friendly_name, number_type, capabilities, wanted_name, released_at, released_from)
  on public.user_phone_numbers to authenticated;

-- Takes up numbers that a credential's account has, as the account itself listed them: that is the proof of whose they are.
-- `imported`: new here; `known`: was here; `other_credential` and `taken`: on a plane (or being bought or released) under another
-- account of the tenant's or of somebody else's. A row that is on no plane gives way, since a number is in one account only.
create function public.import_numbers(p_user_id uuid, p_credential_id uuid, p_numbers jsonb)
returns table (number text, outcome text)
language plpgsql security invoker set search_path = ''
as $$
declare
  n record;
  known public.user_phone_numbers;
  is_new boolean;
begin
  for n in
    select x.phone_number, x.phone_number_sid, x.friendly_name, x.number_type, x.capabilities
    from jsonb_to_recordset(p_numbers)
      as x (phone_number text, phone_number_sid text, friendly_name text, number_type text, capabilities jsonb)
    order by x.phone_number
  loop
    number := n.phone_number;
    select * into known from public.user_phone_numbers u
    where u.phone_number = n.phone_number and u.credential_id is not null for update;
    if known.credential_id <> p_credential_id and known.plane is null and known.status = 'owned' then
      update public.user_phone_numbers u
      set status = 'released', released_at = clock_timestamp(), released_from = u.credential_id, credential_id = null,
          updated_at = clock_timestamp()
      where u.id = known.id;
      known := null;
    end if;
    is_new := false;
    if known.id is null then
      -- A row of the system it descends from belongs to no credential until now.
      update public.user_phone_numbers u set credential_id = p_credential_id
      where u.id = (
        select o.id from public.user_phone_numbers o
        where o.user_id = p_user_id and o.phone_number = n.phone_number and o.credential_id is null and o.status = 'owned'
        order by o.created_at, o.id limit 1);
      is_new := found;
      if not is_new then
        insert into public.user_phone_numbers (user_id, credential_id, phone_number)
        values (p_user_id, p_credential_id, n.phone_number)
        on conflict (phone_number) where credential_id is not null do nothing;
        is_new := found;
      end if;
      select * into known from public.user_phone_numbers u
      where u.phone_number = n.phone_number and u.credential_id is not null for update;
    end if;
    outcome := case
      when known.user_id is distinct from p_user_id then 'taken'
      when known.credential_id <> p_credential_id then 'other_credential'
      when is_new then 'imported'
      else 'known'
    end;
    if outcome in ('imported', 'known') then
      update public.user_phone_numbers u
      set phone_number_sid = n.phone_number_sid, friendly_name = coalesce(n.friendly_name, u.friendly_name),
          number_type = coalesce(n.number_type, u.number_type), capabilities = coalesce(n.capabilities, u.capabilities),
          status = case when u.status = 'buying' then 'owned' else u.status end,
          updated_at = clock_timestamp()
      where u.id = known.id
        -- Nothing is told to the change feed that has not changed.
        and (u.phone_number_sid, u.friendly_name, u.number_type, u.capabilities, u.status = 'buying') is distinct from (
          n.phone_number_sid, coalesce(n.friendly_name, u.friendly_name), coalesce(n.number_type, u.number_type),
          coalesce(n.capabilities, u.capabilities), false);
    end if;
    return next;
  end loop;
end
$$;

-- Takes or extends the sole right to buy a number. False while somebody else has it, and when there is nothing to buy any more.
create function public.claim_purchase(p_id uuid, p_holder text, p_ttl_seconds integer) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.user_phone_numbers u
  set purchase_holder = p_holder, purchase_held_until = clock_timestamp() + make_interval(secs => p_ttl_seconds)
  where u.id = p_id and u.status = 'buying'
    and (u.purchase_holder = p_holder or u.purchase_held_until is null or u.purchase_held_until <= clock_timestamp());
  return found;
end
$$;

revoke execute on function public.import_numbers(uuid, uuid, jsonb) from public, anon, authenticated;
revoke execute on function public.claim_purchase(uuid, text, integer) from public, anon, authenticated;
grant execute on function public.import_numbers(uuid, uuid, jsonb) to service_role;
grant execute on function public.claim_purchase(uuid, text, integer) to service_role;
