import type { JsonObject } from '../json.js';
import type { Account } from '../store/records.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { CallRecord } from './call-records.js';
import type { Disorder } from './disorder.js';
import { randomFrom } from './disorder.js';
import type { Timeline } from './timeline.js';

/** Where a call's progress is reported to, and which events of it. */
export interface Subscription {
  readonly url: string;
  readonly method: string;
  readonly events: ReadonlySet<string>;
}

/** Something that happened to a call, with its moment on the call's own time; for tests and for people. */
export type HistoryEntry = JsonObject & { readonly at: string; readonly what: string };

/** What the caller does; the callee's part is in the callee book. */
export interface Script {
  /** One entry for each `<Gather>` or `<Record>` the call meets; an empty one presses nothing. */
  digits: string[];
  readonly recordSeconds: number;
}

/** A call leg that lasts or has lasted, with what is not part of its record. */
export class LiveCall {
  readonly history: HistoryEntry[] = [];
  readonly subscriptions: Subscription[] = [];
  readonly legs: LiveCall[] = [];
  /** How many `<Dial>` were met: a REFER is only taken up for the first. */
  dials = 0;
  documents = 0;
  callbacks = 0;
  /** Resolves when the call has ended and its callbacks have been answered or given up. */
  done: Promise<void> = Promise.resolve();
  /** Callbacks go out one after the other, as they happened, unless disorder was asked for. */
  outbox: Promise<void> = Promise.resolve();
  /** What disorder keeps back until the call has ended. */
  readonly held: (() => Promise<void>)[] = [];
  readonly random: () => number;

  constructor(
    readonly account: Account,
    readonly record: CallRecord,
    readonly timeline: Timeline,
    readonly script: Script,
    readonly origin: 'pstn' | 'sip' | 'client' | 'api' | 'dial',
    readonly disorder: Disorder,
    /** Parameters beyond the common ones, such as SipHeader_X-…; part of every request for TwiML. */
    readonly extraParams: Params = [],
  ) {
    this.random = randomFrom(disorder.seed);
  }

  note(what: string, details: JsonObject = {}): void {
    this.history.push({ at: new Date(this.timeline.now).toISOString(), what, ...details });
  }

  get isAnswered(): boolean {
    return this.record.answeredAt !== null;
  }
}
