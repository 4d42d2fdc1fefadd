import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CipherError, type Secret } from '@app/secrets';
import { generateSipPassword } from '@app/twilio-trunk';
import { agentEndpointContext } from '../credentials/sealed-columns.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import { chooseSipUser } from './names.js';

/** Where calls on the webhook plane of one Twilio account reach an agent: the user part that is dialled and the digest that proves it. */
export interface AgentEndpoint {
  readonly endpointId: string;
  readonly agentId: string;
  /** Also the digest user name. LiveKit compares it exactly. */
  readonly sipUser: string;
  readonly sipPassword: Secret;
}

/** An agent that calls of one credential can reach. */
export interface AnsweringAgent {
  readonly agentId: string;
  /** Under which its workers register at LiveKit. */
  readonly agentName: string;
  /** E.164, the numbers on the trunk plane that it answers. */
  readonly numbers: readonly string[];
}

/** An agent as one credential's inbound side needs it. */
export interface InboundAgent extends AnsweringAgent {
  /** Null while no number of the credential is on the webhook plane, or none has been made yet. */
  readonly endpoint: AgentEndpoint | null;
}

/** `agent_endpoints`: one for each agent of a credential that has numbers on the webhook plane. */
@Injectable()
export class AgentEndpointsStore {
  constructor(
    private readonly database: TenantDatabase,
    private readonly cipher: SecretCipher,
  ) {}

  /** Makes the endpoints that are missing, before anything is made at LiveKit for them. Asked again, it makes nothing. */
  async ensure(tenantId: string, credentialId: string): Promise<void> {
    const missing = (await this.rows(tenantId, credentialId)).filter((row) => row.needs_endpoint);
    for (const { agent_id: agentId } of missing) {
      const endpointId = randomUUID();
      unwrap(
        await this.database.service().rpc('create_agent_endpoint', {
          p_id: endpointId,
          p_user_id: tenantId,
          p_credential_id: credentialId,
          p_agent_id: agentId,
          p_sip_user: chooseSipUser(),
          p_sip_password: this.cipher.seal(agentEndpointContext(tenantId, endpointId), generateSipPassword()),
        }),
      );
    }
  }

  /** Throws `credential.unreadable` when a password is damaged or was sealed elsewhere. */
  async inboundAgents(tenantId: string, credentialId: string): Promise<InboundAgent[]> {
    return (await this.rows(tenantId, credentialId)).map((row) => ({
      agentId: row.agent_id,
      agentName: row.agent_name,
      numbers: row.numbers,
      endpoint:
        row.endpoint_id === null || row.sip_user === null || row.sip_password === null
          ? null
          : {
              endpointId: row.endpoint_id,
              agentId: row.agent_id,
              sipUser: row.sip_user,
              sipPassword: this.open(tenantId, row.endpoint_id, row.sip_password),
            },
    }));
  }

  /** The same without what is secret: for who only asks which agent answers what. */
  async answering(tenantId: string, credentialId: string): Promise<AnsweringAgent[]> {
    return (await this.rows(tenantId, credentialId)).map((row) => ({
      agentId: row.agent_id,
      agentName: row.agent_name,
      numbers: row.numbers,
    }));
  }

  /** The endpoints of a credential that has numbers on the webhook plane. Throws as `inboundAgents` does. */
  async list(tenantId: string, credentialId: string): Promise<AgentEndpoint[]> {
    return (await this.inboundAgents(tenantId, credentialId)).flatMap(({ endpoint }) => endpoint ?? []);
  }

  private async rows(tenantId: string, credentialId: string) {
    return unwrap(
      await this.database.service().rpc('inbound_agents', { p_user_id: tenantId, p_credential_id: credentialId }),
    );
  }

  private open(tenantId: string, endpointId: string, token: string): Secret {
    try {
      return this.cipher.open(agentEndpointContext(tenantId, endpointId), token);
    } catch (cause) {
      if (!(cause instanceof CipherError)) throw cause;
      throw new Problem('credential.unreadable', {
        internal: `sip_password of endpoint ${endpointId}: ${cause.code}`,
        cause,
      });
    }
  }
}
