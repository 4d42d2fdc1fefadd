import { Injectable } from '@nestjs/common';
import { SipGateway } from '@app/livekit';
import { TrunkGateway, type DesiredNumber, type ObservedTwilio, type TwilioAccount } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import type { CredentialSecrets } from '../credentials/credential.js';
import { CredentialsStore, twilioAccount } from '../credentials/credentials.store.js';
import { desiredSip, desiredTrunk, isNamed, sipMark, type NamedCredential } from './desired-state.js';
import { InstallationStore } from './installation.store.js';
import { sipLedger, trunkLedger, type Resource } from './ledger.js';
import type { Desired, Observed } from './plan-connection.js';
import { planConnection, type Plan } from './plan-connection.js';
import { TrunkNumbersStore } from './trunk-numbers.store.js';
import { RunsStore } from './runs.store.js';

/** One look at a credential: what should be, what is, and what we had recorded. */
export interface Look {
  readonly credential: NamedCredential;
  readonly secrets: CredentialSecrets;
  readonly account: TwilioAccount;
  readonly resources: readonly Resource[];
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Plan;
}

/** What a run is to bring about. `abandoned`: gone from LiveKit, while Twilio is left alone because nobody can sign in there. */
export type Aim = 'present' | 'absent' | 'abandoned';

const NOTHING_SEEN: ObservedTwilio = { trunks: [], credentialLists: [], numbers: [] };

/** Reads our rows, Twilio and LiveKit, and plans from them. Changes nothing. */
@Injectable()
export class ConnectionObserver {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly numbers: TrunkNumbersStore,
    private readonly installation: InstallationStore,
    private readonly trunkGateway: TrunkGateway,
    private readonly sipGateway: SipGateway,
  ) {}

  /** Throws the gateways' errors: a look that is not complete is no look. */
  async look(tenantId: string, credentialId: string, aim: Aim): Promise<Look> {
    const [credential, resources, numbers, facts] = await Promise.all([
      this.credentials.load(tenantId, credentialId),
      this.runs.resources(tenantId, credentialId),
      aim === 'present' ? this.numbers.list(tenantId, credentialId) : [],
      this.installation.facts(),
    ]);
    if (!isNamed(credential)) throw new Problem('trunk.not_provisioned');
    const secrets = await this.credentials.secrets(credential);
    if (secrets.sipPassword === null) throw new Problem('trunk.not_provisioned');
    const account = twilioAccount(credential, secrets);
    const presence = aim === 'present' ? 'present' : 'absent';
    const trunk = desiredTrunk(credential, facts, numbers, presence, new Date());
    const ledger = trunkLedger(resources);
    const [twilio, sip] = await Promise.all([
      aim === 'abandoned'
        ? NOTHING_SEEN
        : this.trunkGateway.observe(account, {
            trunkSid: ledger.trunk?.sid ?? credential.trunkSid,
            credentialListSid: ledger.credentialList?.sid ?? credential.credentialListSid,
            originationUrlSids: ledger.originationUrls.map((url) => url.sid),
            credentialSids: ledger.credentials.map((entry) => entry.sid),
            friendlyName: trunk.friendlyName,
            domainName: trunk.domainName,
            credentialListName: trunk.credentialListName,
            numberSids: [...new Set([...numbers, ...ledger.numbers].map((number) => number.numberSid))],
          }),
      this.sipGateway.observe({
        mark: sipMark(credential, facts),
        recorded: sipLedger(resources),
        numbers: numbers.map((number) => number.phoneNumber),
      }),
    ]);
    const observed = { twilio, sip };
    const desired: Desired = {
      trunk,
      sip: desiredSip(credential, secrets.sipPassword, facts, onOurTrunk(numbers, twilio), presence),
    };
    return {
      credential,
      secrets,
      account,
      resources,
      desired,
      observed,
      plan: planConnection(desired, observed, resources),
    };
  }

  /** How to sign in at Twilio for a credential. */
  async account(tenantId: string, credentialId: string): Promise<TwilioAccount> {
    const credential = await this.credentials.load(tenantId, credentialId);
    return twilioAccount(credential, await this.credentials.secrets(credential));
  }
}

/** LiveKit answers only for numbers that are on our trunk or free to be put there; another's are none of its business. */
function onOurTrunk(numbers: readonly DesiredNumber[], { trunks, numbers: seen }: ObservedTwilio): DesiredNumber[] {
  const ours = new Set<string | null>([null, ...trunks.map((trunk) => trunk.trunkSid)]);
  return numbers.filter(({ numberSid }) =>
    seen.some((number) => number.numberSid === numberSid && ours.has(number.trunkSid)),
  );
}
