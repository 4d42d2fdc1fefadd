import { Secret } from '@app/secrets';
import { SipGateway } from '@app/livekit';
import { TrunkGateway, type AccountFacts, type TwilioAccount } from '@app/twilio-trunk';
import type { Credential } from '../credentials/credential.js';
import { credentialContext, type SealedColumn } from '../credentials/sealed-columns.js';
import type { SecretCipher } from '../database/secret-cipher.js';
import { desiredSip, desiredTrunk, sipMark, type NamedCredential } from '../trunks/desired-state.js';
import type { InstallationStore } from '../trunks/installation.store.js';
import { NO_NUMBERS } from '../trunks/number-wishes.js';
import { chooseIngressId, chooseNames } from '../trunks/names.js';
import { planConnection, type Plan } from '../trunks/plan-connection.js';
import type { Run } from '../trunks/run.js';
import type { RunsStore } from '../trunks/runs.store.js';
import { completedFields, type Completed } from './completed-fields.js';
import type { ConnectedRow, LegacyRow, LegacyRowsStore } from './legacy-rows.store.js';

/** Turns one row of the origin system into a credential of Trunkline. */
export class RowCompleter {
  constructor(
    private readonly rows: LegacyRowsStore,
    private readonly runs: RunsStore,
    private readonly installation: InstallationStore,
    private readonly cipher: SecretCipher,
    private readonly trunkGateway: TrunkGateway,
    private readonly sipGateway: SipGateway,
  ) {}

  /** Asks Twilio, and decides what the row becomes. Throws the gateway's errors; changes nothing anywhere. */
  async decide(row: LegacyRow, connected: readonly ConnectedRow[]): Promise<Completed> {
    const account = accountOf(row);
    const facts: AccountFacts = await this.trunkGateway.inspectAccount(account);
    const names = chooseNames(await this.installation.id());
    const observed = await this.trunkGateway.observe(account, lookupOf(row, names));
    return completedFields(row, names, facts, observed, connected);
  }

  /** What a run would do at Twilio and LiveKit. Changes nothing. */
  async plan(row: LegacyRow, completed: Completed): Promise<Plan> {
    const facts = await this.installation.facts();
    const credential = asCredential(row, completed);
    const desired = {
      trunk: desiredTrunk(credential, facts, NO_NUMBERS, 'present', new Date(), null),
      sip: desiredSip(credential, new Secret(''), facts, [], []),
    };
    const [twilio, sip] = await Promise.all([
      this.trunkGateway.observe(accountOf(row), lookupOf(row, completed)),
      this.sipGateway.observe({ mark: sipMark(credential, facts), numbers: [] }),
    ]);
    return planConnection(desired, { twilio, sip }, []);
  }

  /** Seals, names and opens the run, all of it in one statement: a row is of the origin system or it is ours. */
  async complete(row: LegacyRow, completed: Completed): Promise<Run> {
    const seal = (column: SealedColumn, secret: Secret | string): string =>
      this.cipher.seal(credentialContext(row.user_id, row.id, column), secret);
    if (completed.label !== row.label) await this.rows.setLabel(row, completed.label);
    return this.runs.open(row.user_id, {
      credentialId: row.id,
      kind: 'connect',
      join: false,
      expected: { status: 'legacy', account_sid: row.account_sid },
      changes: {
        status: 'provisioning',
        is_active: completed.isActive,
        auth_token: seal('auth_token', tokenOf(row)),
        account_name: completed.accountName,
        account_type: completed.accountType,
        ingress_id: chooseIngressId(),
        resource_name: completed.resourceName,
        domain_name: completed.domainName,
        domain_prefix: completed.domainPrefix,
        sip_username: completed.sipUsername,
        sip_password: seal('sip_password', completed.sipPassword),
        secure: completed.settings.secure,
        transfer_mode: completed.settings.transferMode,
        disaster_recovery_url: completed.settings.disasterRecoveryUrl,
        recording_mode: completed.recording.mode,
        recording_trim: completed.recording.trim,
      },
    });
  }
}

function accountOf(row: LegacyRow): TwilioAccount {
  return { accountSid: row.account_sid, username: row.account_sid, password: tokenOf(row) };
}

function tokenOf(row: LegacyRow): Secret {
  return new Secret(row.auth_token?.trim() ?? '');
}

function lookupOf(
  row: LegacyRow,
  { resourceName, domainName }: { readonly resourceName: string; readonly domainName: string },
): Parameters<TrunkGateway['observe']>[1] {
  return {
    trunkSid: row.trunk_sid,
    credentialListSid: row.credential_list_sid,
    originationUrlSids: [],
    credentialSids: [],
    friendlyName: resourceName,
    domainName: row.domain_name ?? domainName,
    credentialListName: resourceName,
    numberSids: [],
  };
}

/** The row as it will be, for planning. */
function asCredential(row: LegacyRow, completed: Completed): NamedCredential {
  const credential: Credential = {
    credentialId: row.id,
    tenantId: row.user_id,
    accountSid: row.account_sid,
    apiKeySid: null,
    label: completed.label,
    isActive: completed.isActive,
    status: 'provisioning',
    accountName: completed.accountName,
    accountType: completed.accountType,
    resourceName: completed.resourceName,
    domainName: completed.domainName,
    domainPrefix: completed.domainPrefix,
    trunkSid: row.trunk_sid,
    credentialListSid: row.credential_list_sid,
    sipUsername: completed.sipUsername,
    previousSipUsername: null,
    previousSipRetireAt: null,
    settings: completed.settings,
    recording: completed.recording,
    problem: null,
    drift: [],
    verifiedAt: null,
    readyAt: null,
    createdAt: new Date(),
    updatedAt: new Date(),
  };
  const { resourceName, domainName, sipUsername } = completed;
  return { ...credential, resourceName, domainName, sipUsername };
}
