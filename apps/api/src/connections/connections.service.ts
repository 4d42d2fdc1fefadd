import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret } from '@app/secrets';
import { generateSipPassword } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { credentialContext, type SealedColumn } from '../credentials/sealed-columns.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { Problem } from '../problems/problem.js';
import { chooseIngressId, chooseNames } from '../trunks/names.js';
import { InstallationStore } from '../trunks/installation.store.js';
import type { Run } from '../trunks/run.js';
import { RunsStore } from '../trunks/runs.store.js';
import { RunWorker } from '../trunks/run-worker.js';
import { TrunksService } from '../trunks/trunks.service.js';
import { AccountCheck } from './account-check.js';
import type { ConnectDto, CreateMainTrunkDto, MainTrunkCreatedDto } from './connection.dto.js';
import { ConnectionsStore, type NewCredential } from './connections.store.js';

/** How long `create-main-trunk`, whose answer holds the finished trunk, waits for it. */
const MAIN_TRUNK_WAIT_MS = 25_000;

export interface Connected {
  readonly credential: Credential;
  readonly run: Run | null;
}

/** Connecting a Twilio account and taking it apart again. */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly check: AccountCheck,
    private readonly store: ConnectionsStore,
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly installation: InstallationStore,
    private readonly cipher: SecretCipher,
    private readonly worker: RunWorker,
    private readonly trunks: TrunksService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Checks the account live, chooses and stores every name and the SIP password, and starts to build. The same Idempotency-Key with
   * the same request gives the same credential.
   */
  async connect(caller: Caller, dto: ConnectDto, idempotencyKey: string | null): Promise<Connected> {
    const requestHash = hashOf(dto);
    const stored = await this.stored(caller, dto.accountSid, idempotencyKey, requestHash);
    if (stored !== null) return stored;

    const presented = {
      accountSid: dto.accountSid,
      authToken: dto.authToken === undefined ? null : new Secret(dto.authToken),
      apiKey:
        dto.apiKeySid === undefined || dto.apiKeySecret === undefined
          ? null
          : { sid: dto.apiKeySid, secret: new Secret(dto.apiKeySecret) },
    };
    const facts = await this.check.prove(presented, dto.acceptTrial ?? false);

    const credentialId = randomUUID();
    const seal = (column: SealedColumn, secret: Secret): string =>
      this.cipher.seal(credentialContext(caller.tenantId, credentialId, column), secret);
    const names = chooseNames(await this.installation.id());
    const provision = dto.provision ?? true;
    const created: NewCredential = {
      id: credentialId,
      user_id: caller.tenantId,
      account_sid: dto.accountSid,
      auth_token: presented.authToken === null ? null : seal('auth_token', presented.authToken),
      api_key_sid: presented.apiKey?.sid ?? null,
      api_key_secret: presented.apiKey === null ? null : seal('api_key_secret', presented.apiKey.secret),
      label: dto.label ?? 'Twilio',
      status: provision ? 'provisioning' : 'pending',
      account_name: facts.friendlyName,
      account_type: facts.type,
      ingress_id: chooseIngressId(),
      resource_name: names.resourceName,
      domain_name: names.domainName,
      domain_prefix: names.domainPrefix,
      sip_username: names.sipUsername,
      sip_password: seal('sip_password', generateSipPassword()),
      secure: dto.secure ?? false,
      transfer_mode: dto.transferMode ?? 'disable-all',
      disaster_recovery_url: null,
      recording_mode: 'do-not-record',
      recording_trim: 'do-not-trim',
    };
    let runId: string | null;
    try {
      runId = await this.store.create(created, { kind: provision ? 'connect' : null, idempotencyKey, requestHash });
    } catch (error) {
      // The form was submitted twice and the other one was stored while this one's account was checked.
      const other = await this.stored(caller, dto.accountSid, idempotencyKey, requestHash);
      if (other !== null) return other;
      throw error;
    }
    if (runId !== null) this.worker.ring({ runId, credentialId });
    await this.audit.record(
      caller,
      'credential.connected',
      { kind: 'credential', id: credentialId },
      { accountSid: dto.accountSid, provision },
    );
    return this.connected(caller, credentialId, runId);
  }

  /** The origin system's one call: connects, waits until the trunk is built, and shows the SIP password this once. */
  async createMainTrunk(
    caller: Caller,
    dto: CreateMainTrunkDto,
    idempotencyKey: string | null,
  ): Promise<MainTrunkCreatedDto> {
    const { credential, run } = await this.connect(caller, { ...dto }, idempotencyKey);
    const { credentialId } = credential;
    if (run === null) throw new Problem('idempotency.key_reused');
    const finished = await this.trunks.finished(caller, credentialId, run.runId, MAIN_TRUNK_WAIT_MS);
    if (finished.status !== 'succeeded') {
      throw new Problem('trunk.provisioning_failed', {
        extensions: { credentialId, cause: finished.problem?.code ?? 'internal.unexpected' },
      });
    }
    const built = await this.credentials.get(caller, credentialId);
    const { sipPassword } = await this.credentials.secrets(built);
    if (sipPassword === null)
      throw new Problem('internal.unexpected', { internal: 'a ready trunk without a password' });
    return {
      success: true,
      message: 'Main trunk created successfully with SIP configuration',
      trunkSid: built.trunkSid ?? '',
      trunkName: built.resourceName ?? '',
      domainName: built.domainName ?? '',
      domainPrefix: built.domainPrefix ?? '',
      credentialListSid: built.credentialListSid ?? '',
      sipUsername: built.sipUsername ?? '',
      sipPassword: sipPassword.reveal(),
    };
  }

  /**
   * Undoes everything and forgets the secrets. `abandon` leaves Twilio alone, for an account nobody can sign in to any more; what is
   * left there carries our mark.
   */
  async disconnect(caller: Caller, credentialId: string, abandon: boolean): Promise<Run> {
    await this.credentials.get(caller, credentialId);
    const run = await this.runs.open(caller.tenantId, {
      credentialId,
      kind: abandon ? 'abandon' : 'disconnect',
      join: false,
      changes: { status: 'disconnecting', is_active: false },
    });
    await this.audit.record(
      caller,
      'credential.disconnected',
      { kind: 'credential', id: credentialId },
      { abandon, runId: run.runId },
    );
    this.worker.ring(run);
    return run;
  }

  /**
   * What the same request has stored already, null when nothing has. Another submit of the same form is told which credential the
   * first one made.
   */
  private async stored(
    caller: Caller,
    accountSid: string,
    key: string | null,
    requestHash: string,
  ): Promise<Connected | null> {
    const earlier = await this.earlier(caller, key, requestHash);
    if (earlier !== null) return earlier;
    const existing = (await this.credentials.list(caller)).find((credential) => credential.accountSid === accountSid);
    if (existing === undefined) return null;
    // Under the same key it is the same request after all, stored since the key was looked for.
    const meanwhile = await this.earlier(caller, key, requestHash);
    if (meanwhile !== null) return meanwhile;
    throw new Problem('credential.account_taken', { extensions: { credentialId: existing.credentialId } });
  }

  private async earlier(caller: Caller, key: string | null, requestHash: string): Promise<Connected | null> {
    const made = key === null ? null : await this.store.findByIdempotencyKey(caller.tenantId, key);
    if (key === null || made === null) return null;
    if (made.requestHash !== requestHash) throw new Problem('idempotency.key_reused');
    const [credential, run] = await Promise.all([
      this.credentials.get(caller, made.credentialId),
      this.runs.findByIdempotencyKey(caller.tenantId, key),
    ]);
    return { credential, run };
  }

  private async connected(caller: Caller, credentialId: string, runId: string | null): Promise<Connected> {
    const [credential, run] = await Promise.all([
      this.credentials.get(caller, credentialId),
      runId === null ? null : this.runs.get(caller, credentialId, runId),
    ]);
    return { credential, run };
  }
}

/** Tells whether two requests under one Idempotency-Key are the same, without keeping what they held. */
function hashOf(request: object): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}
