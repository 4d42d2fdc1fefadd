import {
  SipGateway,
  type ObservedSip,
  type SipAction,
  type SipActionResult,
  type SipIds,
  type SipLookup,
} from '@app/livekit';
import type { Secret } from '@app/secrets';
import {
  TrunkGateway,
  type AccountFacts,
  type AccountInventory,
  type ObservedTwilio,
  type TrunkAction,
  type TrunkActionResult,
  type TrunkSids,
  type TwilioAccount,
  type TwilioLookup,
} from '@app/twilio-trunk';

/** One end of one exchange between an engine and the world: the moments at which something can go wrong. */
export interface Moment {
  readonly phase: 'before' | 'after';
  /**
   * An action's key, `inspect`, `observe`, `inventory`, `look at livekit`; or `store`, `record <key>`, `record settled`, and after any
   * record `written` or `refused`.
   */
  readonly call: string;
}

type Listener = (moment: Moment) => void | Promise<void>;

/** What every exchange of a crashed engine ends with: nothing it does reaches anybody any more. */
export class Severed extends Error {
  override readonly name = 'Severed';
}

/** All that connects an engine with the vendors and the database. Cut, the engine is as good as killed. */
export class Wire {
  private isCut = false;
  private readonly listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  cut(): void {
    this.isCut = true;
  }

  get hasBeenCut(): boolean {
    return this.isCut;
  }

  refuseWhenCut(): void {
    if (this.isCut) throw new Severed();
  }

  /** Tells the listeners, each of which may cut the wire or take its time. */
  async at(moment: Moment): Promise<void> {
    this.refuseWhenCut();
    for (const listener of this.listeners) await listener(moment);
    this.refuseWhenCut();
  }

  async carry<T>(call: string, exchange: () => Promise<T>): Promise<T> {
    await this.at({ phase: 'before', call });
    try {
      return await exchange();
    } finally {
      await this.at({ phase: 'after', call });
    }
  }
}

/** The real Twilio gateway, reached through the wire. */
export class WiredTrunkGateway extends TrunkGateway {
  constructor(
    private readonly wire: Wire,
    private readonly real: TrunkGateway,
  ) {
    super();
  }

  override async inspectAccount(account: TwilioAccount): Promise<AccountFacts> {
    return this.wire.carry('inspect', () => this.real.inspectAccount(account));
  }

  override async observe(account: TwilioAccount, lookup: TwilioLookup): Promise<ObservedTwilio> {
    return this.wire.carry('observe', () => this.real.observe(account, lookup));
  }

  override async takeInventory(account: TwilioAccount): Promise<AccountInventory> {
    return this.wire.carry('inventory', () => this.real.takeInventory(account));
  }

  override async perform(
    account: TwilioAccount,
    action: TrunkAction,
    sids: TrunkSids,
    password: Secret | null,
  ): Promise<TrunkActionResult> {
    return this.wire.carry(action.key, () => this.real.perform(account, action, sids, password));
  }

  override stop(): void {
    this.real.stop();
  }
}

/** The real LiveKit gateway, reached through the wire. */
export class WiredSipGateway extends SipGateway {
  constructor(
    private readonly wire: Wire,
    private readonly real: SipGateway,
  ) {
    super();
  }

  override async check(): Promise<void> {
    return this.wire.carry('check livekit', () => this.real.check());
  }

  override async observe(lookup: SipLookup): Promise<ObservedSip> {
    return this.wire.carry('look at livekit', () => this.real.observe(lookup));
  }

  override async perform(action: SipAction, ids: SipIds): Promise<SipActionResult> {
    return this.wire.carry(action.key, () => this.real.perform(action, ids));
  }

  override stop(): void {
    this.real.stop();
  }
}
