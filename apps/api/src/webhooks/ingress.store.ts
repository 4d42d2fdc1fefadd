import { Injectable, Logger } from '@nestjs/common';
import { emptyDocument, type RoutingDocument } from '@app/routing';
import { CipherError, type Secret, type SecretContext } from '@app/secrets';
import { parseTimestamp, type Database } from '@app/supabase';
import { hookAddresses, signingKey, type AgentEndpoint } from '@app/twilio-voice';
import { AppConfig } from '../config/app-config.js';
import { agentEndpointContext, credentialContext } from '../credentials/sealed-columns.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { IngressSnapshot } from './ingress-snapshot.js';

type Row = Database['public']['Functions']['ingress_snapshots']['Returns'][number];

interface EndpointRow {
  readonly endpointId: string;
  readonly agentId: string;
  readonly sipUser: string;
  readonly sipPassword: string;
}

/** Reads what webhooks are answered with, with the service's rights: no caller is signed in when Twilio calls. */
@Injectable()
export class IngressStore {
  private readonly log = new Logger(IngressStore.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly cipher: SecretCipher,
    private readonly config: AppConfig,
  ) {}

  /** Those that exist, in one read; an id that is missing from the result belongs to nobody. */
  async load(ingressIds: readonly string[]): Promise<IngressSnapshot[]> {
    const rows = unwrap(await this.database.service().rpc('ingress_snapshots', { p_ingress_ids: [...ingressIds] }));
    return rows.map((row) => this.snapshotOf(row));
  }

  /** A published version; null when the tenant has none of that number. */
  async document(tenantId: string, version: number): Promise<RoutingDocument | null> {
    const row = unwrap(
      await this.database
        .service()
        .from('routing_versions')
        .select('document')
        .eq('user_id', tenantId)
        .eq('version', version)
        .maybeSingle(),
    );
    // Only `publish` writes it, after its check.
    return row === null ? null : (row.document as unknown as RoutingDocument);
  }

  private snapshotOf(row: Row): IngressSnapshot {
    const { user_id: tenantId, credential_id: credentialId } = row;
    const tokenIn = (column: 'auth_token' | 'previous_auth_token') =>
      signingKey(this.open(credentialContext(tenantId, credentialId, column), row[column]));
    const previous = tokenIn('previous_auth_token');
    const expiresAt = row.previous_auth_token_expires_at;
    return {
      ingressId: row.ingress_id,
      tenantId,
      credentialId,
      accountSid: row.account_sid,
      currentKey: tokenIn('auth_token'),
      previousKey:
        previous === null || expiresAt === null
          ? null
          : { key: previous, expiresAt: parseTimestamp(expiresAt).getTime() },
      routing: {
        tenantId,
        version: row.version,
        document: row.version === null ? emptyDocument() : (row.document as unknown as RoutingDocument),
        isDynamic: row.is_dynamic,
        ownNumbers: new Set(row.numbers),
      },
      hooks: hookAddresses(`${this.config.server.publicUrl}/webhooks/twilio/${row.ingress_id}`),
      agentEndpoints: this.endpointsOf(tenantId, row.endpoints as unknown as readonly EndpointRow[]),
    };
  }

  private endpointsOf(tenantId: string, rows: readonly EndpointRow[]): Map<string, AgentEndpoint> {
    const endpoints = new Map<string, AgentEndpoint>();
    for (const { endpointId, agentId, sipUser, sipPassword: token } of rows) {
      const sipPassword = this.open(agentEndpointContext(tenantId, endpointId), token);
      if (sipPassword !== null) endpoints.set(agentId, { sipUser, sipPassword });
    }
    return endpoints;
  }

  /** A value that does not open costs what depends on it, and nothing else of the tenant's calls. */
  private open(context: SecretContext, token: string | null): Secret | null {
    if (token === null) return null;
    try {
      return this.cipher.open(context, token);
    } catch (error) {
      if (!(error instanceof CipherError)) throw error;
      const { table, column, rowId } = context;
      this.log.error({ event: 'secret.unreadable', table, column, rowId, code: error.code });
      return null;
    }
  }
}
