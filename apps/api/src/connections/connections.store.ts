import { Injectable } from '@nestjs/common';
import { asJson } from '../database/as-json.js';
import { DatabaseError } from '../database/database-error.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';

/** A proven account, sealed and named, ready to be stored. Columns of `user_twilio_credentials`. */
export interface NewCredential {
  readonly id: string;
  readonly user_id: string;
  readonly account_sid: string;
  readonly auth_token: string | null;
  readonly api_key_sid: string | null;
  readonly api_key_secret: string | null;
  readonly label: string;
  readonly status: 'pending' | 'provisioning';
  readonly account_name: string | null;
  readonly account_type: string;
  readonly ingress_id: string;
  readonly resource_name: string;
  readonly domain_name: string;
  readonly domain_prefix: string;
  readonly sip_username: string;
  readonly sip_password: string;
  readonly secure: boolean;
  readonly transfer_mode: string;
  readonly disaster_recovery_url: string | null;
  readonly recording_mode: string;
  readonly recording_trim: string;
}

/** Stores new credentials. With the service's rights: a tenant could otherwise claim an account without proof. */
@Injectable()
export class ConnectionsStore {
  constructor(private readonly database: TenantDatabase) {}

  /** The id of the first run, or null when none was asked for. Throws `credential.account_taken`, `credential.label_taken`. */
  async create(
    credential: NewCredential,
    run: { readonly kind: 'connect' | null; readonly idempotencyKey: string | null; readonly requestHash: string },
  ): Promise<string | null> {
    try {
      return unwrap(
        await this.database.service().rpc('create_credential', {
          p_credential: asJson(credential),
          p_kind: run.kind,
          p_idempotency_key: run.idempotencyKey,
          p_request_hash: run.requestHash,
        }),
      );
    } catch (error) {
      if (!(error instanceof DatabaseError) || !error.isDuplicate()) throw error;
      if (error.isDuplicate('user_twilio_credentials_label_key')) throw new Problem('credential.label_taken');
      if (error.isDuplicate('user_twilio_credentials_idempotency_key')) throw new Problem('idempotency.in_progress');
      throw new Problem('credential.account_taken');
    }
  }

  /** The credential that an Idempotency-Key of this tenant's made before, with the hash of what was asked then. */
  async findByIdempotencyKey(
    tenantId: string,
    key: string,
  ): Promise<{ readonly credentialId: string; readonly requestHash: string | null } | null> {
    const row = unwrap(
      await this.database
        .service()
        .from('user_twilio_credentials')
        .select('id, request_hash')
        .eq('user_id', tenantId)
        .eq('idempotency_key', key)
        .maybeSingle(),
    );
    return row === null ? null : { credentialId: row.id, requestHash: row.request_hash };
  }

  /** Changes columns of a credential that the caller has already found to be the tenant's. */
  async change(credentialId: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    unwrap(
      await this.database
        .service()
        .rpc('change_credential', { p_credential_id: credentialId, p_changes: asJson(changes) }),
    );
  }
}
