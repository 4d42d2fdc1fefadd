import { Injectable } from '@nestjs/common';
import { SipGateway } from '@app/livekit';
import type { Secret } from '@app/secrets';
import { TrunkGateway, type DesiredNumber, type ObservedTwilio, type TwilioAccount } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import type { Credential, CredentialSecrets } from '../credentials/credential.js';
import { CredentialsStore, twilioAccount } from '../credentials/credentials.store.js';
import { AgentEndpointsStore } from './agent-endpoints.store.js';
import { desiredSip, desiredTrunk, isNamed, sipMark, type NamedCredential } from './desired-state.js';
import { InstallationStore } from './installation.store.js';
import { sipLedger, trunkLedger, type Resource } from './ledger.js';
import type { Desired, Observed } from './plan-connection.js';
import { planConnection, type Plan } from './plan-connection.js';
import { NO_NUMBERS, type NumberWishes } from './number-wishes.js';
import { TrunkNumbersStore } from './trunk-numbers.store.js';
import type { RunKind } from './run.js';
import { RunsStore } from './runs.store.js';

/** One look at a credential: what should be, what is, and what we had recorded. */
export interface Look {
  readonly credential: NamedCredential;
  /** Null with the aim `abandoned`: it must be reachable although the stored secrets are lost or damaged. */
  readonly access: Access | null;
  readonly resources: readonly Resource[];
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Plan;
}

/** The secrets, and how to sign in at Twilio with them. */
export interface Access {
  readonly secrets: CredentialSecrets;
  readonly account: TwilioAccount;
}

/** What a run is to bring about. `abandoned`: gone from LiveKit, while Twilio is left alone because nobody can sign in there. */
export type Aim = 'present' | 'absent' | 'abandoned';

export function aimOf(kind: RunKind): Aim {
  if (kind === 'disconnect') return 'absent';
  return kind === 'abandon' ? 'abandoned' : 'present';
}

const NOTHING_SEEN: ObservedTwilio = { trunks: [], credentialLists: [], numbers: [] };

/** Reads our rows, Twilio and LiveKit, and plans from them. Changes nothing. */
@Injectable()
export class ConnectionObserver {
  constructor(
    private readonly credentials: CredentialsStore,
    private readonly runs: RunsStore,
    private readonly numbers: TrunkNumbersStore,
    private readonly endpoints: AgentEndpointsStore,
    private readonly installation: InstallationStore,
    private readonly trunkGateway: TrunkGateway,
    private readonly sipGateway: SipGateway,
  ) {}

  /**
   * Throws the gateways' errors: a look that is not complete is no look. With a `change` it tells what would be if the tenant wanted
   * something else of their numbers.
   */
  async look(
    tenantId: string,
    credentialId: string,
    aim: Aim,
    change: (wishes: NumberWishes) => NumberWishes = (wishes) => wishes,
  ): Promise<Look> {
    const [credential, resources, stored, agents, facts] = await Promise.all([
      this.credentials.load(tenantId, credentialId),
      this.runs.resources(tenantId, credentialId),
      aim === 'present' ? this.numbers.wishes(tenantId, credentialId) : NO_NUMBERS,
      aim === 'present' ? this.endpoints.inboundAgents(tenantId, credentialId) : [],
      this.installation.facts(),
    ]);
    if (!isNamed(credential)) throw new Problem('trunk.not_provisioned');
    const access = aim === 'abandoned' ? null : await this.access(credential);
    const presence = aim === 'present' ? 'present' : 'absent';
    const wishes = change(stored);
    const numbers = wishes.trunk;
    const ingressId = access?.secrets.ingressId ?? null;
    const trunk = desiredTrunk(credential, facts, wishes, presence, new Date(), ingressId);
    const ledger = trunkLedger(resources);
    const [twilio, sip] = await Promise.all([
      access === null
        ? NOTHING_SEEN
        : this.trunkGateway.observe(access.account, {
            trunkSid: ledger.trunk?.sid ?? credential.trunkSid,
            credentialListSid: ledger.credentialList?.sid ?? credential.credentialListSid,
            originationUrlSids: ledger.originationUrls.map((url) => url.sid),
            credentialSids: ledger.credentials.map((entry) => entry.sid),
            friendlyName: trunk.friendlyName,
            domainName: trunk.domainName,
            credentialListName: trunk.credentialListName,
            numberSids: sidsOf(wishes.trunk, wishes.webhook, wishes.renames, wishes.releases, ledger.numbers),
          }),
      this.sipGateway.observe({
        mark: sipMark(credential, facts),
        recorded: sipLedger(resources),
        numbers: [
          ...numbers.map((number) => number.phoneNumber),
          ...agents.flatMap(({ endpoint }) => endpoint?.sipUser ?? []),
        ],
      }),
    ]);
    const observed = { twilio, sip };
    const desired: Desired = {
      trunk,
      sip:
        access === null || presence === 'absent'
          ? { presence: 'absent', mark: sipMark(credential, facts) }
          : desiredSip(credential, sipPasswordOf(access), facts, onOurTrunk(numbers, twilio), agents),
    };
    return {
      credential,
      access,
      resources,
      desired,
      observed,
      plan: planConnection(desired, observed, resources),
    };
  }

  /** How to sign in at Twilio for a credential. */
  async account(tenantId: string, credentialId: string): Promise<TwilioAccount> {
    return (await this.access(await this.credentials.load(tenantId, credentialId))).account;
  }

  private async access(credential: Credential): Promise<Access> {
    const secrets = await this.credentials.secrets(credential);
    return { secrets, account: twilioAccount(credential, secrets) };
  }
}

function sidsOf(...numbers: readonly (readonly { readonly numberSid: string }[])[]): string[] {
  return [...new Set(numbers.flat().map(({ numberSid }) => numberSid))];
}

function sipPasswordOf({ secrets: { sipPassword } }: Access): Secret {
  if (sipPassword === null) throw new Problem('trunk.not_provisioned');
  return sipPassword;
}

/** LiveKit answers only for numbers that are on our trunk or free to be put there; another's are none of its business. */
function onOurTrunk(numbers: readonly DesiredNumber[], { trunks, numbers: seen }: ObservedTwilio): DesiredNumber[] {
  const ours = new Set<string | null>([null, ...trunks.map((trunk) => trunk.trunkSid)]);
  return numbers.filter(({ numberSid }) =>
    seen.some((number) => number.numberSid === numberSid && ours.has(number.trunkSid)),
  );
}
