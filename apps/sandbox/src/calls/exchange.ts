import type { Violations } from '../http/violations.js';
import type { LiveKitStore } from '../livekit/livekit-store.js';
import type { Account } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import type { Delivery } from '../webhooks/connection-overrides.js';
import { DEFAULT_DELIVERY } from '../webhooks/connection-overrides.js';
import { CalleeBook } from './behaviour.js';
import { CallStore } from './call-store.js';
import { Clock } from './clock.js';
import type { Disorder } from './disorder.js';
import type { LiveCall } from './live-call.js';

/** All that a telephone call needs of the world around it. */
export class Exchange {
  readonly calls = new CallStore();
  readonly clock = new Clock();
  readonly callees = new CalleeBook();
  /** Public origins and where they listen here; a host that is not named is called as it is. */
  readonly hosts = new Map<string, string>();
  /** Callback disorder of whole accounts. */
  readonly disorder = new Map<string, Disorder>();
  delivery: Delivery = DEFAULT_DELIVERY;
  /** LiveKit's calls by its own id, for what it wants of them later. */
  readonly sipCalls = new Map<string, LiveCall>();

  constructor(
    readonly twilio: TwilioStore,
    readonly livekit: LiveKitStore,
    readonly violations: Violations,
  ) {}

  resolve = (origin: string): string => this.hosts.get(origin) ?? origin;

  reset(): void {
    for (const call of this.calls.live.values()) call.timeline.interrupt({ kind: 'ended', status: 'completed' });
    this.calls.clear();
    this.clock.reset();
    this.callees.forget();
    this.hosts.clear();
    this.disorder.clear();
    this.sipCalls.clear();
    this.delivery = DEFAULT_DELIVERY;
  }
}

export interface AlertWish {
  readonly code: number;
  readonly text: string;
  readonly level?: 'error' | 'warning';
  readonly url?: string;
  readonly method?: string;
}

/** What Twilio writes into the account's debugger, and with it into the call's history. */
export function alert(exchange: Exchange, call: LiveCall, wish: AlertWish, resourceSid = call.record.sid): void {
  const { code, text, level = 'error', url, method } = wish;
  exchange.calls.alerts.push({
    ...exchange.calls.stamp('NO'),
    accountSid: call.account.sid,
    errorCode: code,
    logLevel: level,
    alertText: text,
    resourceSid,
    requestUrl: url ?? null,
    requestMethod: method ?? null,
    dateCreated: call.timeline.now,
  });
  call.note('alert', { code, level, text });
}

/** A mistake of the application's that a test must not overlook, unlike a call that merely fails. */
export function violation(exchange: Exchange, account: Account, url: string, method: string, detail: string): void {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: url };
  exchange.violations.add({ vendor: 'twilio', method, path: pathname, host, account: account.sid, detail });
}
