import { Injectable } from '@nestjs/common';
import { Secret } from '@app/secrets';
import { generateSipPassword } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { AppConfig } from '../config/app-config.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import { credentialContext, type SealedColumn } from '../credentials/sealed-columns.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { Problem } from '../problems/problem.js';
import { isNamed, ownUsernamePrefix } from '../trunks/desired-state.js';
import { nextSipUsername } from '../trunks/names.js';
import type { Run } from '../trunks/run.js';
import { RunsStore } from '../trunks/runs.store.js';
import { RunWorker } from '../trunks/run-worker.js';
import { AccountCheck } from './account-check.js';
import { ConnectionsStore } from './connections.store.js';

/** Twilio signs webhooks with the new token at once, but requests signed with the old one may still be on their way. */
const PREVIOUS_TOKEN_VALID_MS = 24 * 3_600_000;

/** Replacing the secrets of a connected account while calls go on. */
@Injectable()
export class RotationService {
  constructor(
    private readonly check: AccountCheck,
    private readonly store: ConnectionsStore,
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly cipher: SecretCipher,
    private readonly worker: RunWorker,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /**
   * A new user name with a new password beside the old one, which works on until the overlap is over. A user name never has two
   * passwords, so an agent's configuration is either wholly old or wholly new, and both work.
   */
  async rotateSipPassword(caller: Caller, credentialId: string, overlapSeconds: number | undefined): Promise<Run> {
    const credential = await this.credentials.get(caller, credentialId);
    if (!isNamed(credential)) throw new Problem('trunk.not_provisioned');
    if (credential.readyAt === null) throw new Problem('trunk.not_ready');
    if (credential.previousSipUsername !== null) throw new Problem('rotation.in_progress');
    const { sipPassword } = await this.credentials.secrets(credential);
    if (sipPassword === null) throw new Problem('trunk.not_provisioned');
    const seconds = overlapSeconds ?? this.config.sipPassword.overlapSeconds;
    const seal = this.sealer(credential);
    const run = await this.runs.open(caller.tenantId, {
      credentialId,
      kind: 'rotate',
      join: false,
      // Two rotations at once would both give the next user name, with different passwords: only the first may.
      expected: { sip_username: credential.sipUsername, previous_sip_username: null },
      changes: {
        previous_sip_username: credential.sipUsername,
        previous_sip_password: seal('previous_sip_password', sipPassword),
        previous_sip_retire_at: new Date(Date.now() + seconds * 1000).toISOString(),
        sip_username: nextSipUsername(credential.sipUsername, ownUsernamePrefix(credential.resourceName)),
        sip_password: seal('sip_password', generateSipPassword()),
      },
    });
    await this.audit.record(
      caller,
      'credential.sip_password_rotated',
      { kind: 'credential', id: credentialId },
      { overlapSeconds: seconds },
    );
    this.worker.ring(run);
    return run;
  }

  /** Stores the token that Twilio now has, once Twilio accepts it. The one before stays good for webhooks for a day. */
  async rotateAuthToken(caller: Caller, credentialId: string, authToken: string): Promise<Credential> {
    const credential = await this.credentials.get(caller, credentialId);
    const presented = new Secret(authToken);
    await this.check.prove({ accountSid: credential.accountSid, authToken: presented, apiKey: null }, true);
    const { authToken: current } = await this.credentials.secrets(credential);
    const seal = this.sealer(credential);
    const isNew = current === null || !current.equals(presented);
    const changed = await this.changeAndResume(caller, credential, {
      auth_token: seal('auth_token', presented),
      ...(isNew && current !== null
        ? {
            previous_auth_token: seal('previous_auth_token', current),
            previous_auth_token_expires_at: new Date(Date.now() + PREVIOUS_TOKEN_VALID_MS).toISOString(),
          }
        : {}),
    });
    await this.audit.record(caller, 'credential.auth_token_rotated', { kind: 'credential', id: credentialId });
    return changed;
  }

  /** Uses an API key for the REST calls from now on; it survives a rotation of the auth token. */
  async setApiKey(caller: Caller, credentialId: string, sid: string, keySecret: string): Promise<Credential> {
    const credential = await this.credentials.get(caller, credentialId);
    const presented = new Secret(keySecret);
    await this.check.prove(
      { accountSid: credential.accountSid, authToken: null, apiKey: { sid, secret: presented } },
      true,
    );
    const changed = await this.changeAndResume(caller, credential, {
      api_key_sid: sid,
      api_key_secret: this.sealer(credential)('api_key_secret', presented),
    });
    await this.audit.record(
      caller,
      'credential.api_key_set',
      { kind: 'credential', id: credentialId },
      { apiKeySid: sid },
    );
    return changed;
  }

  /** Goes back to the auth token for the REST calls: for a key that was deleted at Twilio. */
  async removeApiKey(caller: Caller, credentialId: string): Promise<Credential> {
    const credential = await this.credentials.get(caller, credentialId);
    if (credential.apiKeySid === null) return credential;
    const { authToken } = await this.credentials.secrets(credential);
    if (authToken === null) throw new Problem('credential.only_secret');
    await this.check.prove({ accountSid: credential.accountSid, authToken, apiKey: null }, true);
    const changed = await this.changeAndResume(caller, credential, { api_key_sid: null, api_key_secret: null });
    await this.audit.record(caller, 'credential.api_key_removed', { kind: 'credential', id: credentialId });
    return changed;
  }

  /** What stopped for want of a good secret goes on with the new one. */
  private async changeAndResume(
    caller: Caller,
    credential: Credential,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<Credential> {
    await this.store.change(credential.credentialId, changes);
    // Read before the run starts: after an undo there would be nothing to read.
    const changed = await this.credentials.get(caller, credential.credentialId);
    if (credential.status === 'pending') return changed;
    const run = await this.runs.open(caller.tenantId, {
      credentialId: credential.credentialId,
      kind: credential.status === 'disconnecting' ? 'disconnect' : 'repair',
      // A run in hand may still fail with the old secret.
      join: false,
    });
    this.worker.ring(run);
    return changed;
  }

  private sealer(credential: Credential): (column: SealedColumn, secret: Secret) => string {
    return (column, secret) =>
      this.cipher.seal(credentialContext(credential.tenantId, credential.credentialId, column), secret);
  }
}
