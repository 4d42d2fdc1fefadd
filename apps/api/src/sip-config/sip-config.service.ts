import { Injectable } from '@nestjs/common';
import type { DesiredNumber } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { AppConfig } from '../config/app-config.js';
import { CredentialsStore } from '../credentials/credentials.store.js';
import type { Credential } from '../credentials/credential.js';
import { Problem } from '../problems/problem.js';
import { AgentEndpointsStore } from '../trunks/agent-endpoints.store.js';
import type { Resource } from '../trunks/ledger.js';
import { originationUri } from '../trunks/desired-state.js';
import { RunsStore } from '../trunks/runs.store.js';
import { TrunkNumbersStore } from '../trunks/trunk-numbers.store.js';
import { outboundBlockers, usableUsername, type Blocker } from './blockers.js';
import { renderSipConfig, type SipConfigFacts } from './render-sip-config.js';
import type { SipConfigDto, SipConfigQuery } from './sip-config.dto.js';

/** What an agent fetches before its calls. Read-only: nothing is created, repaired or asked of Twilio here. */
@Injectable()
export class SipConfigService {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly endpoints: AgentEndpointsStore,
    private readonly trunkNumbers: TrunkNumbersStore,
    private readonly config: AppConfig,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `trunk.not_ready` with the blockers and their fixes. Each handing out of a password leaves an audit entry. */
  async get(caller: Caller, query: SipConfigQuery): Promise<SipConfigDto> {
    const { livekit } = this.config;
    const credential = await this.wanted(caller, query.credentialId);
    const mode = query.mode ?? 'stored';
    const [resources, wanted, agents] = await Promise.all([
      this.runs.resources(caller.tenantId, credential.credentialId),
      this.trunkNumbers.list(caller.tenantId, credential.credentialId),
      this.endpoints.answering(caller.tenantId, credential.credentialId),
    ]);
    const numbers = numbersOnTrunk(resources, wanted);
    const blockers = outboundBlockers(credential, resources, mode);
    if (query.from !== undefined && !numbers.includes(query.from)) {
      blockers.push({
        code: 'number.not_on_trunk',
        message: `${query.from} is not a number of this trunk.`,
        fix: 'Attach the number, or leave "from" out and name a number of the account when you dial.',
      });
    }
    if (blockers.length > 0) throw notReady(blockers);
    const signIn = mode === 'inline' ? await this.signIn(credential, resources) : null;
    await this.audit.record(
      caller,
      'sip_config.read',
      { kind: 'credential', id: credential.credentialId },
      { mode, withPassword: signIn !== null },
    );
    return renderSipConfig({
      credential,
      resources,
      mode,
      signIn,
      livekitUrl: livekit.url,
      sipUri: originationUri(livekit.sip, credential.settings.secure),
      agentName: livekit.agentName,
      numbers,
      agents,
      from: query.from ?? null,
      now: new Date(),
    });
  }

  private async wanted(caller: Caller, credentialId: string | undefined): Promise<Credential> {
    if (credentialId !== undefined) return this.credentials.get(caller, credentialId);
    const active = await this.credentials.getActive(caller);
    if (active !== null) return active;
    throw notReady([
      {
        code: 'credential.none',
        message: 'No Twilio account is connected.',
        fix: 'POST /api/v1/twilio-credentials',
      },
    ]);
  }

  /** The password goes with the user name it was stored with; which of the two names works is asked of that same row. */
  private async signIn(credential: Credential, resources: readonly Resource[]): Promise<SipConfigFacts['signIn']> {
    const secrets = await this.credentials.secrets(credential);
    const which = usableUsername(secrets, resources);
    const username = which === 'current' ? secrets.sipUsername : secrets.previousSipUsername;
    const password = which === 'current' ? secrets.sipPassword : secrets.previousSipPassword;
    if (which === null || username === null || password === null) {
      throw new Problem('internal.unexpected', { internal: 'a usable user name without a password' });
    }
    return { username, password };
  }
}

/** The numbers that Trunkline has put on the trunk: those of its ledger that are not on the webhook plane. */
function numbersOnTrunk(resources: readonly Resource[], wanted: readonly DesiredNumber[]): string[] {
  return resources.flatMap(({ kind, externalId, detail }) =>
    kind === 'twilio.number' &&
    detail.numberBefore !== undefined &&
    wanted.some(({ numberSid }) => numberSid === externalId)
      ? [detail.numberBefore.phoneNumber]
      : [],
  );
}

function notReady(blockers: readonly Blocker[]): Problem {
  return new Problem('trunk.not_ready', {
    extensions: { blockers: blockers.map(({ code, message, fix }) => ({ code, message, fix })) },
  });
}
