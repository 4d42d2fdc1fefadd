import type { Secret } from '@app/secrets';
import type { ListSipTrunkOptions } from 'livekit-server-sdk';
import { SipClient } from 'livekit-server-sdk';
import { inboundFromWire, outboundFromWire, ruleFromWire } from './from-wire.js';
import { LiveKitError, type LiveKitErrorCode } from './livekit-error.js';
import { listAll } from './list-all.js';
import { normalizeNumber } from './normalize-number.js';
import { performSipAction } from './perform-sip-action.js';
import { Semaphore } from './semaphore.js';
import type { SipAction, SipActionResult, SipIds } from './sip-action.js';
import { SipGateway } from './sip-gateway.js';
import type { RecordedInbound } from './sip-ledger.js';
import { isSameOwner } from './sip-mark.js';
import type { ObservedDispatchRule, ObservedInboundTrunk, ObservedSip, SipLookup } from './sip-types.js';
import { toLiveKitError } from './to-livekit-error.js';

/** One request to LiveKit, for whoever measures. */
export interface LiveKitCall {
  /** What was asked, such as `list dispatch rules` or the type of an action. */
  readonly operation: string;
  readonly outcome: 'ok' | LiveKitErrorCode;
  readonly seconds: number;
}

export interface LiveKitSipGatewayOptions {
  /** `https://…` or `wss://…`, or the sandbox's `http://127.0.0.1:…`. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: Secret;
  /** For one request. Default 10 000. */
  readonly timeoutMs?: number;
  /** How many requests run at once, over all tenants: LiveKit counts per project. Default 16. */
  readonly concurrency?: number;
  /** Told of every request when it is over. */
  readonly onCall?: (call: LiveKitCall) => void;
}

/**
 * {@link SipGateway} over livekit-server-sdk. Failover is off: on Cloud it repeats a request, creates included, in another region
 * after a time-out, and nothing on the server keeps a second trunk from coming into being.
 */
export class LiveKitSipGateway extends SipGateway {
  readonly #client: SipClient;
  readonly #limit: Semaphore;
  readonly #onCall: (call: LiveKitCall) => void;
  #isStopped = false;

  /** Throws when something is empty: the SDK would take it from LIVEKIT_API_KEY and LIVEKIT_API_SECRET instead. */
  constructor({ url, apiKey, apiSecret, timeoutMs = 10_000, concurrency = 16, onCall }: LiveKitSipGatewayOptions) {
    super();
    if (!URL.canParse(url) || !/^(https?|wss?):$/.test(new URL(url).protocol)) {
      throw new TypeError('The LiveKit URL must begin with https://, wss://, http:// or ws://.');
    }
    if (apiKey === '' || apiSecret.reveal() === '')
      throw new TypeError('The LiveKit API key and secret must be given.');
    this.#client = new SipClient(url, apiKey, apiSecret.reveal(), {
      failover: false,
      requestTimeout: timeoutMs / 1000,
    });
    this.#limit = new Semaphore(concurrency);
    this.#onCall = onCall ?? (() => undefined);
  }

  /** By a list that finds (nearly) nothing, which keeps the answer small on a project with many trunks. */
  override async check(): Promise<void> {
    await this.#call('check', () => this.#client.listSipInboundTrunk({ numbers: ['+0'] }));
  }

  override async observe({ mark, recorded, numbers }: SipLookup): Promise<ObservedSip> {
    const client = this.#client;
    const [outbound, inbound, rules] = await Promise.all([
      listAll(
        (after) => this.#call('list outbound trunks', () => client.listSipOutboundTrunk(page(after))),
        (info) => info.sipTrunkId,
      ),
      listAll(
        (after) => this.#call('list inbound trunks', () => client.listSipInboundTrunk(page(after))),
        (info) => info.sipTrunkId,
      ),
      listAll(
        (after) => this.#call('list dispatch rules', () => client.listSipDispatchRule(page(after))),
        (info) => info.sipDispatchRuleId,
      ),
    ]);
    const found = {
      outbound: outbound.map(outboundFromWire).sort(by((trunk) => trunk.outboundTrunkId)),
      inbound: inbound.map(inboundFromWire).sort(by((trunk) => trunk.inboundTrunkId)),
      rules: rules.map(ruleFromWire).sort(by((rule) => rule.dispatchRuleId)),
    };
    const [ourTrunkIds, ourRuleIds] = [idsOf(recorded?.inboundTrunks), idsOf(recorded?.dispatchRules)];
    const isOurInbound = (trunk: ObservedInboundTrunk): boolean =>
      ourTrunkIds.has(trunk.inboundTrunkId) || isSameOwner(trunk.mark, mark);
    const isOurRule = (rule: ObservedDispatchRule): boolean =>
      ourRuleIds.has(rule.dispatchRuleId) || isSameOwner(rule.mark, mark);
    const inboundTrunks = found.inbound.filter(isOurInbound);
    const ourIds = new Set(inboundTrunks.map((trunk) => trunk.inboundTrunkId));
    const called = new Set(numbers.map(normalizeNumber));
    return {
      outboundTrunks: found.outbound.filter(
        (trunk) => trunk.outboundTrunkId === recorded?.outboundTrunkId || isSameOwner(trunk.mark, mark),
      ),
      inboundTrunks,
      dispatchRules: found.rules.filter(isOurRule),
      foreignInboundTrunks: found.inbound.filter(
        (trunk) => !isOurInbound(trunk) && trunk.numbers.some((number) => called.has(normalizeNumber(number))),
      ),
      foreignDispatchRules: found.rules.filter(
        (rule) => !isOurRule(rule) && rule.trunkIds.some((trunkId) => ourIds.has(trunkId)),
      ),
    };
  }

  override perform(action: SipAction, ids: SipIds): Promise<SipActionResult> {
    return this.#call(action.type, () => performSipAction(this.#client, action, ids));
  }

  override stop(): void {
    this.#isStopped = true;
  }

  async #call<T>(job: string, work: () => Promise<T>): Promise<T> {
    return this.#limit.run(async () => {
      if (this.#isStopped) throw new LiveKitError('livekit.unavailable', 'refused', { detail: `${job}: not sent` });
      const started = performance.now();
      const report = (outcome: LiveKitCall['outcome']): void =>
        this.#onCall({ operation: job, outcome, seconds: (performance.now() - started) / 1000 });
      try {
        const result = await work();
        report('ok');
        return result;
      } catch (error) {
        const failure = toLiveKitError(error, job);
        report(failure.code);
        throw failure;
      }
    });
  }
}

/** The SDK does not export the `Pagination` message; it builds one from a plain object. */
function page(afterId: string | null): ListSipTrunkOptions {
  return afterId === null ? {} : { page: { afterId } as NonNullable<ListSipTrunkOptions['page']> };
}

function idsOf(recorded: readonly RecordedInbound[] = []): ReadonlySet<string> {
  return new Set(recorded.map(({ id }) => id));
}

function by<T>(idOf: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => (idOf(one) < idOf(other) ? -1 : Number(idOf(one) > idOf(other)));
}
