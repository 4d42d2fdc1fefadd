import { randomBytes, randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { Secret } from '@app/secrets';
import type { SipAction } from './sip-action.js';
import type { SipGateway } from './sip-gateway.js';
import type { SipLedger } from './sip-ledger.js';
import type {
  DesiredDispatchRule,
  DesiredInboundTrunk,
  DesiredOutboundTrunk,
  ObservedInboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

/** A server to hold the contract against: the sandbox, or a real livekit-server with Redis. */
export interface SipGatewayUnderTest {
  readonly gateway: SipGateway;
  /** The same server with a secret it does not know. */
  readonly stranger: SipGateway;
  close(): Promise<void>;
}

/** An action without what only the planner needs. */
export type Deed<A extends SipAction = SipAction> = A extends SipAction
  ? Omit<A, 'key' | 'system' | 'effect' | 'dependsOn' | 'summary' | 'loses'>
  : never;

export const EMPTY: ObservedSip = {
  outboundTrunks: [],
  inboundTrunks: [],
  dispatchRules: [],
  foreignInboundTrunks: [],
  foreignDispatchRules: [],
};

export const RULE: DesiredDispatchRule = {
  name: 'rule',
  roomPrefix: 'call',
  agentName: 'agent',
  attributes: { tenant: 't' },
};

/**
 * A mark and a number that are new in each test, so that nothing needs emptying, and a memory of what was made: the server may be
 * somebody's project.
 */
export class SipGatewayBench {
  readonly #installation = `contract-${randomBytes(4).toString('hex')}`;
  #made: Deed[] = [];
  mark = this.#newMark();
  /** E.164 in form; nobody has 15 digits that begin like this. */
  number = '';

  #under: SipGatewayUnderTest | null = null;

  use(under: SipGatewayUnderTest): void {
    this.#under = under;
  }

  get under(): SipGatewayUnderTest {
    if (this.#under === null) throw new Error('no server was given');
    return this.#under;
  }

  renew(): void {
    this.mark = this.#newMark();
    this.number = `+1555${String(randomInt(10 ** 11)).padStart(11, '0')}`;
  }

  otherMark(): SipMark {
    return { ...this.mark, credentialId: 'another' };
  }

  observe(by: SipMark = this.mark, recorded?: SipLedger): Promise<ObservedSip> {
    const lookup = { mark: by, numbers: [this.number] };
    return this.under.gateway.observe(recorded === undefined ? lookup : { ...lookup, recorded });
  }

  async perform(deed: Deed, inboundTrunkId: string | null = null): Promise<string> {
    const action = { key: deed.type, system: 'livekit', effect: 'change', dependsOn: [], summary: '', ...deed };
    const { id } = await this.under.gateway.perform(action as SipAction, { inboundTrunkId });
    if (id === null) throw new Error(`${deed.type} gave no id`);
    if (deed.type === 'create-outbound-trunk') this.#made.push({ type: 'delete-outbound-trunk', outboundTrunkId: id });
    if (deed.type === 'create-inbound-trunk') this.#made.push({ type: 'delete-inbound-trunk', inboundTrunkId: id });
    if (deed.type === 'create-dispatch-rule') this.#made.push({ type: 'delete-dispatch-rule', dispatchRuleId: id });
    return id;
  }

  /** Takes away what the test made, the newest first. */
  async sweep(): Promise<void> {
    for (const deed of this.#made.splice(0).toReversed()) await this.perform(deed);
  }

  outbound(fields: Partial<DesiredOutboundTrunk> = {}): DesiredOutboundTrunk {
    return {
      name: 'out',
      address: 'contract.pstn.twilio.com',
      transport: 'tls',
      numbers: [this.number],
      authUsername: 'agent',
      authPassword: new Secret('Contract1234'),
      mediaEncryption: 'require',
      ...fields,
    };
  }

  inbound(fields: Partial<DesiredInboundTrunk> = {}): DesiredInboundTrunk {
    return {
      name: 'in',
      numbers: [this.number],
      mediaEncryption: 'allow',
      auth: null,
      headersToAttributes: {},
      ...fields,
    };
  }

  /** An inbound trunk as it is seen, but for its id and mark. */
  shownInbound(trunk = this.inbound()): Omit<
    ObservedInboundTrunk,
    'inboundTrunkId' | 'mark' | 'extras' | 'authPassword'
  > & {
    readonly authPassword: unknown;
  } {
    const { auth, ...plain } = trunk;
    return { ...plain, authUsername: auth?.username ?? '', authPassword: expect.any(Secret) };
  }

  makeOutbound(fields: Partial<DesiredOutboundTrunk> = {}): Promise<string> {
    return this.perform({ type: 'create-outbound-trunk', trunk: this.outbound(fields), mark: this.mark });
  }

  makeInbound(fields: Partial<DesiredInboundTrunk> = {}, mark = this.mark): Promise<string> {
    return this.perform({ type: 'create-inbound-trunk', trunk: this.inbound(fields), mark });
  }

  makeRule(inboundTrunkId: string, mark = this.mark): Promise<string> {
    return this.perform({ type: 'create-dispatch-rule', rule: RULE, mark }, inboundTrunkId);
  }

  #newMark(): SipMark {
    const own = randomBytes(6).toString('hex');
    return { managedBy: 'trunkline', installation: this.#installation, tenantId: `t${own}`, credentialId: `c${own}` };
  }
}
