-- The Idempotency-Key of a connect request names the credential that it made; with `provision: false` there is no run to keep it.
-- Tenants are not granted these columns: the hash is of a request that held a secret.
alter table public.user_twilio_credentials
  add column if not exists idempotency_key text,
  add column if not exists request_hash text;
comment on column public.user_twilio_credentials.request_hash is 'SHA-256 of the request under idempotency_key.';

update public.user_twilio_credentials c set idempotency_key = r.idempotency_key, request_hash = r.request_hash
from public.provisioning_runs r
where r.credential_id = c.id and r.kind = 'connect' and r.idempotency_key is not null;

create unique index if not exists user_twilio_credentials_idempotency_key
  on public.user_twilio_credentials (user_id, idempotency_key) where idempotency_key is not null;

-- As before, and the key stays with the credential too. The rest of a request under a key is compared by its hash.
create or replace function public.create_credential(
  p_credential jsonb, p_kind text, p_idempotency_key text, p_request_hash text
) returns uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  c public.user_twilio_credentials := jsonb_populate_record(null::public.user_twilio_credentials, p_credential);
  run_id uuid;
begin
  -- One at a time for each tenant: of two first credentials only one may become the active one, and neither may fail for it.
  perform pg_advisory_xact_lock(hashtextextended('active credential of ' || c.user_id, 0));
  insert into public.user_twilio_credentials (
    id, user_id, account_sid, auth_token, api_key_sid, api_key_secret, label, status, account_name, account_type, ingress_id,
    resource_name, domain_name, domain_prefix, sip_username, sip_password, secure, transfer_mode, disaster_recovery_url,
    recording_mode, recording_trim, idempotency_key, request_hash, is_active
  ) values (
    c.id, c.user_id, c.account_sid, c.auth_token, c.api_key_sid, c.api_key_secret, c.label, c.status, c.account_name,
    c.account_type, c.ingress_id, c.resource_name, c.domain_name, c.domain_prefix, c.sip_username, c.sip_password, c.secure,
    c.transfer_mode, c.disaster_recovery_url, c.recording_mode, c.recording_trim,
    p_idempotency_key, case when p_idempotency_key is not null then p_request_hash end,
    not exists (
      select 1 from public.user_twilio_credentials o
      where o.user_id = c.user_id and o.is_active and o.status not in ('legacy', 'removed'))
  );
  if p_kind is not null then
    insert into public.provisioning_runs (user_id, credential_id, kind, idempotency_key, request_hash)
    values (c.user_id, c.id, p_kind, p_idempotency_key, p_request_hash) returning id into run_id;
  end if;
  return run_id;
end
$$;
