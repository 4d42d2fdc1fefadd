import type { DesiredSip, SipAction, SipActionResult } from '@app/livekit';
import { EMPTY_TRUNK_LEDGER, type DesiredNumber } from '@app/twilio-trunk';
import { Secret } from '@app/secrets';
import { aCredential } from '../../apps/api/src/credentials/testing/a-credential.js';
import { sipIds } from '../../apps/api/src/trunks/action-parts.js';
import type { InboundAgent } from '../../apps/api/src/trunks/agent-endpoints.store.js';
import { desiredSip, desiredTrunk, sipMark, type NamedCredential } from '../../apps/api/src/trunks/desired-state.js';
import { executePlan } from '../../apps/api/src/trunks/execute-plan.js';
import {
  applyLedgerChange,
  ledgerAfter,
  ledgerBefore,
  trunkLedger,
  type Resource,
  type ResourceKind,
} from '../../apps/api/src/trunks/ledger.js';
import {
  forgottenResources,
  planConnection,
  type Action,
  type Plan,
} from '../../apps/api/src/trunks/plan-connection.js';
import { NO_NUMBERS } from '../../apps/api/src/trunks/number-wishes.js';
import { hookMark } from '../../apps/api/src/trunks/webhook-urls.js';
import { passwordOf, VendorModel } from './vendor-model.js';

const INGRESS_ID = '0123456789abcdef0123456789abcdef';

/** What becomes of one call: done; done but never recorded (a crash, a lost answer); refused without effect. */
export type Fate = 'done' | 'lost' | 'refused';

export const CREDENTIAL: NamedCredential = aCredential();

export const FACTS = {
  installationId: '0badcafe',
  livekitSip: { host: 'lk.example.com', port: null, transport: 'tcp' },
  agentName: 'agent',
  webhookBase: 'https://trunkline.example',
} as const;

/** One tenant's rows beside the vendors' tables, worked with the product's own planner, ledger and executor. */
export class ModelWorld {
  readonly vendors = new VendorModel();
  resources: readonly Resource[] = [];
  /** Everything that was ever performed, in order. */
  readonly performed: Action[] = [];
  /** What LiveKit would not do. */
  readonly refused: Action[] = [];
  agents: readonly InboundAgent[] = [];

  constructor(
    public credential: NamedCredential = CREDENTIAL,
    public numbers: readonly DesiredNumber[] = [],
    public webhookNumbers: readonly DesiredNumber[] = [],
    readonly password = 'Sip-Password-1',
  ) {}

  plan(presence: 'present' | 'absent'): Plan & { readonly gone: ReturnType<typeof forgottenResources> } {
    const { credential, numbers, resources, vendors } = this;
    const isPresent = presence === 'present';
    const wanted = isPresent ? numbers : [];
    const wishes = isPresent ? { ...NO_NUMBERS, trunk: numbers, webhook: this.webhookNumbers } : NO_NUMBERS;
    const ledger = { ...EMPTY_TRUNK_LEDGER, ...trunkLedger(resources) };
    const trunk = desiredTrunk(credential, FACTS, wishes, presence, new Date(0), INGRESS_ID);
    const observed = vendors.observe(
      {
        trunkSid: ledger.trunk?.sid ?? credential.trunkSid,
        credentialListSid: ledger.credentialList?.sid ?? credential.credentialListSid,
        originationUrlSids: [],
        credentialSids: [],
        friendlyName: trunk.friendlyName,
        domainName: trunk.domainName,
        credentialListName: trunk.credentialListName,
        numberSids: [...wishes.trunk, ...wishes.webhook, ...ledger.numbers].map(({ numberSid }) => numberSid),
      },
      credential.credentialId,
    );
    const ours = new Set<string | null>([null, ...observed.twilio.trunks.map(({ trunkSid }) => trunkSid)]);
    const reachable = wanted.filter(({ numberSid }) =>
      observed.twilio.numbers.some((number) => number.numberSid === numberSid && ours.has(number.trunkSid)),
    );
    const sip: DesiredSip =
      presence === 'present'
        ? desiredSip(credential, new Secret(this.password), FACTS, reachable, this.agents)
        : { presence, mark: sipMark(credential, FACTS) };
    const desired = { trunk, sip };
    const plan = planConnection(desired, observed, resources);
    this.observed = observed.twilio;
    return { ...plan, gone: forgottenResources(observed, resources, desired, plan) };
  }

  /** Works until the plan is empty; how many rounds that took. `fates` are those of the first calls, the others are done. */
  async converge(presence: 'present' | 'absent', fates: readonly Fate[] = [], maxRounds = 10): Promise<number> {
    const queue = [...fates];
    for (let rounds = 0; ; rounds += 1) {
      const { actions, gone } = this.plan(presence);
      this.resources = applyLedgerChange(this.resources, { put: [], gone });
      if (actions.length === 0) return rounds;
      if (rounds === maxRounds) throw new Error(`does not settle: ${actions.map(({ key }) => key).join(', ')}`);
      await executePlan(
        actions,
        async (action) => this.perform(action, queue.shift() ?? 'done'),
        () => true,
      );
    }
  }

  private observed: Parameters<typeof ledgerBefore>[1] = { trunks: [], credentialLists: [], numbers: [] };

  private async perform(action: Action, fate: Fate): Promise<void> {
    await Promise.resolve();
    const before = ledgerBefore(action, this.observed, this.resources, hookMark(INGRESS_ID));
    this.resources = applyLedgerChange(this.resources, before);
    // Adopting calls nobody, so nobody can refuse it.
    if (fate === 'refused' && action.effect !== 'adopt') throw new Error('refused');
    this.performed.push(action);
    const of = (kind: ResourceKind): string | null =>
      this.resources.find((resource) => resource.kind === kind)?.externalId ?? null;
    const sids = { trunkSid: of('twilio.trunk'), credentialListSid: of('twilio.credential-list') };
    const result =
      action.system === 'twilio'
        ? this.vendors.performTwilio(action, sids, passwordOf(new Secret(this.password)))
        : this.sip(action);
    if (fate === 'lost') throw new Error('lost');
    const context = { ownUsernamePrefix: 'tlabcdefghijklmnopqrst' };
    this.resources = applyLedgerChange(this.resources, ledgerAfter(action, result, context));
  }

  private sip(action: SipAction): SipActionResult {
    try {
      return this.vendors.performSip(action, sipIds(this.resources, action));
    } catch (error) {
      this.refused.push(action);
      throw error;
    }
  }
}
