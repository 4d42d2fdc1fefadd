import { Injectable } from '@nestjs/common';
import { CipherError, type Secret } from '@app/secrets';
import type { TwilioAccount } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { Credential, CredentialSecrets } from './credential.js';
import { CREDENTIAL_COLUMNS, credentialFrom } from './credential-row.js';
import { credentialContext, type SealedColumn } from './sealed-columns.js';

/** Rows nobody may see any more, and rows that do not yet belong to Trunkline. */
const HIDDEN = '("removed","legacy")';

/** `user_twilio_credentials`. What a caller asks goes with the caller's own rights; secrets are read by the service alone. */
@Injectable()
export class CredentialsStore {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cipher: SecretCipher,
  ) {}

  async list(caller: Caller): Promise<Credential[]> {
    const rows = unwrap(
      await this.database
        .for(caller)
        .from('user_twilio_credentials')
        .select(CREDENTIAL_COLUMNS)
        .eq('user_id', caller.tenantId)
        .not('status', 'in', HIDDEN)
        .order('created_at')
        .order('id'),
    );
    return rows.map(credentialFrom);
  }

  /** Throws `credential.not_found`, also for another tenant's: nobody learns that it exists. */
  async get(caller: Caller, credentialId: string): Promise<Credential> {
    const row = unwrap(
      await this.database
        .for(caller)
        .from('user_twilio_credentials')
        .select(CREDENTIAL_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('id', credentialId)
        .not('status', 'in', HIDDEN)
        .maybeSingle(),
    );
    if (row === null) throw new Problem('credential.not_found');
    return credentialFrom(row);
  }

  /** The one an agent means when it names none; null when the tenant has none. */
  async getActive(caller: Caller): Promise<Credential | null> {
    const row = unwrap(
      await this.database
        .for(caller)
        .from('user_twilio_credentials')
        .select(CREDENTIAL_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('is_active', true)
        .not('status', 'in', HIDDEN)
        .maybeSingle(),
    );
    return row === null ? null : credentialFrom(row);
  }

  /** For background work, where no caller is. */
  async load(tenantId: string, credentialId: string): Promise<Credential> {
    const row = unwrap(
      await this.database
        .service()
        .from('user_twilio_credentials')
        .select(CREDENTIAL_COLUMNS)
        .eq('user_id', tenantId)
        .eq('id', credentialId)
        .single(),
    );
    return credentialFrom(row);
  }

  /** Decrypts a credential's secrets. Throws `credential.unreadable` when one of them is damaged or belongs elsewhere. */
  async secrets(credential: Pick<Credential, 'tenantId' | 'credentialId'>): Promise<CredentialSecrets> {
    const row = unwrap(
      await this.database
        .service()
        .from('user_twilio_credentials')
        .select(
          'auth_token, api_key_secret, sip_password, previous_sip_password, previous_auth_token, sip_username, previous_sip_username, ingress_id',
        )
        .eq('user_id', credential.tenantId)
        .eq('id', credential.credentialId)
        .single(),
    );
    const open = (column: SealedColumn): Secret | null => {
      const token = row[column];
      if (token === null) return null;
      try {
        return this.cipher.open(credentialContext(credential.tenantId, credential.credentialId, column), token);
      } catch (error) {
        throw error instanceof CipherError ? unreadable(credential.credentialId, column, error) : error;
      }
    };
    return {
      authToken: open('auth_token'),
      apiKeySecret: open('api_key_secret'),
      sipPassword: open('sip_password'),
      previousSipPassword: open('previous_sip_password'),
      sipUsername: row.sip_username,
      previousSipUsername: row.previous_sip_username,
      ingressId: row.ingress_id,
    };
  }

  async rename(caller: Caller, credentialId: string, label: string): Promise<void> {
    const rows = unwrap(
      await this.database
        .for(caller)
        .from('user_twilio_credentials')
        .update({ label, updated_at: new Date().toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('id', credentialId)
        .not('status', 'in', HIDDEN)
        .select('id'),
    );
    if (rows.length === 0) throw new Problem('credential.not_found');
  }

  /** Makes it the tenant's only active credential. False when there is no such credential of the tenant's. */
  async activate(caller: Caller, credentialId: string): Promise<void> {
    await this.get(caller, credentialId);
    const activated = unwrap(
      await this.database.for(caller).rpc('activate_credential', { p_credential_id: credentialId }),
    );
    if (!activated) throw new Problem('credential.disconnecting');
  }
}

/** For the log which value it is; the caller learns only that it is ours to mend. */
function unreadable(credentialId: string, column: SealedColumn, cause: CipherError): Problem {
  return new Problem('credential.unreadable', { internal: `${column} of ${credentialId}: ${cause.code}`, cause });
}

/** How to sign in at Twilio: with the API key where there is one, since it survives a rotation of the auth token. */
export function twilioAccount(credential: Credential, secrets: CredentialSecrets): TwilioAccount {
  const { accountSid, apiKeySid } = credential;
  if (apiKeySid !== null && secrets.apiKeySecret !== null) {
    return { accountSid, username: apiKeySid, password: secrets.apiKeySecret };
  }
  if (secrets.authToken === null) throw new Problem('credential.no_secret');
  return { accountSid, username: accountSid, password: secrets.authToken };
}
