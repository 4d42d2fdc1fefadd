import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { NumberGateway, TwilioError, type NumberOrder, type OwnedNumber, type TwilioAccount } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import { Pauses } from '../trunks/pauses.js';
import { answerOf } from './number-account.js';
import { NOT_FOR_SALE, purchaseProblem } from './purchase-problem.js';
import { PurchasesStore, type Purchase } from './purchases.store.js';

/** A purchase in the hands of one request. */
export interface HeldPurchase {
  readonly purchase: Purchase;
  readonly order: NumberOrder;
  readonly account: TwilioAccount;
  readonly holder: string;
}

/** Lists lag behind creates by a second or two: a number that was bought a moment ago is looked for after these pauses too. */
const LOOK_AGAIN_AFTER_MS = [0, 2_000, 4_000];
/** An attempt of that age has long shown in the list, if it bought anything. */
const SETTLED_AFTER_MS = 60_000;

/** Asks Twilio to sell one number, knowing what was asked before. Whoever calls it holds the purchase. */
@Injectable()
export class PurchaseDesk implements BeforeApplicationShutdown {
  /** Longer than what lies between two claims: a look, a purchase (10 s each) and the pauses. */
  static readonly HOLD_SECONDS = 40;
  private readonly stopping = new AbortController();

  constructor(
    private readonly gateway: NumberGateway,
    private readonly purchases: PurchasesStore,
    private readonly pauses: Pauses,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * Returns once the number is the account's; false when it had it before anybody asked here. Throws why Twilio would not sell it (then nothing is left of the purchase), or
   * `number.outcome_unknown` (then it is kept, and looked up by whoever comes next).
   */
  async buy(held: HeldPurchase): Promise<boolean> {
    const { purchase, holder } = held;
    try {
      const mayBeOurs = purchase.attemptedAt !== null;
      const owned = mayBeOurs ? await this.lookUp(held) : await answerOf(this.find(held));
      await this.purchases.complete(purchase.numberId, owned ?? (await this.ask(held, mayBeOurs)));
      return owned === null || mayBeOurs;
    } catch (error) {
      await this.purchases.release(purchase.numberId, holder).catch(() => undefined);
      throw error;
    }
  }

  /**
   * For a purchase that nobody waits for any more: it is completed if it took effect and forgotten if it did not, but Twilio is not
   * asked again. `open` as long as that cannot be told.
   */
  async settle(held: HeldPurchase): Promise<'bought' | 'not bought' | 'open'> {
    const { purchase, holder } = held;
    try {
      const owned = await answerOf(this.find(held));
      if (owned !== null) {
        await this.purchases.complete(purchase.numberId, owned);
        return 'bought';
      }
      const isSettled = purchase.attemptedAt === null || Date.now() - purchase.attemptedAt.getTime() > SETTLED_AFTER_MS;
      if (!isSettled) return 'open';
      await this.purchases.drop(purchase.numberId);
      return 'not bought';
    } finally {
      await this.purchases.release(purchase.numberId, holder).catch(() => undefined);
    }
  }

  private async ask(held: HeldPurchase, mayBeOurs: boolean): Promise<OwnedNumber> {
    const { purchase, order, account, holder } = held;
    if (!(await this.purchases.claim(purchase.numberId, holder, PurchaseDesk.HOLD_SECONDS))) {
      throw new Problem('number.being_bought');
    }
    await this.purchases.attempt(purchase.numberId);
    try {
      return await this.gateway.buy(account, order);
    } catch (error) {
      if (!(error instanceof TwilioError)) throw error;
      if (error.outcome === 'unknown') return this.foundAfterAll(held);
      // What an earlier attempt bought is not for sale either.
      if (error.facts.twilioCode === NOT_FOR_SALE && mayBeOurs) return this.foundAfterAll(held);
      // With an earlier attempt the last word is the list's: see `settle`.
      if (!mayBeOurs) await this.purchases.drop(purchase.numberId);
      throw purchaseProblem(error);
    }
  }

  private async foundAfterAll(held: HeldPurchase): Promise<OwnedNumber> {
    const owned = await this.lookUp(held).catch((error: unknown) => {
      if (error instanceof Problem) return null;
      throw error;
    });
    if (owned === null) throw new Problem('number.outcome_unknown', { extensions: { retryAfterSeconds: 30 } });
    return owned;
  }

  private async lookUp(held: HeldPurchase): Promise<OwnedNumber | null> {
    for (const pause of LOOK_AGAIN_AFTER_MS) {
      if (pause > 0) await this.pauses.sleep(pause, this.stopping.signal);
      const owned = await answerOf(this.find(held));
      if (owned !== null) return owned;
    }
    return null;
  }

  private find({ account, order }: HeldPurchase): Promise<OwnedNumber | null> {
    return this.gateway.find(account, order.phoneNumber);
  }
}
