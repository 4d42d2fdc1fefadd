import type { Call, CallEvent, DialStatus, RouteDecision, Trace } from '@app/routing';

/** Whose call it is. */
export interface CallOwner {
  readonly tenantId: string;
  /** The Twilio account over which it runs. */
  readonly credentialId: string;
}

/** An event of a tenant's call, as a hook hands it over. */
export interface TenantCallEvent extends CallEvent, CallOwner {
  /** SHA-256 in hex of ingress id, kind and signed parameters: the same message twice is one event. */
  readonly dedupeKey: string;
}

export type DecisionStep = 'voice' | 'dial-ended' | 'refer' | 'client' | 'disaster-recovery';

/** A routing decision and why it was made. */
export interface DecisionEntry extends CallOwner {
  /** The caller's leg. */
  readonly callSid: string;
  readonly step: DecisionStep;
  readonly call: Call;
  readonly decision: RouteDecision;
  readonly trace: Trace;
  /** The published version that decided; null: nothing is published, or nothing was known. */
  readonly version: number | null;
  readonly source: DecisionSource;
  readonly decidedAt: Date;
  /** How the `<Dial>` before ended, for `dial-ended`. */
  readonly dial?: DialOutcome;
}

/** What the decision stood on: the tenant's configuration as this process had it in memory, or nothing but the safe answer. */
export interface DecisionSource {
  readonly kind: 'cache' | 'safe-answer';
  /** How old the configuration was; null for a safe answer. */
  readonly ageMs: number | null;
}

export interface DialOutcome {
  /** The leg that was dialled (DialCallSid); null when no leg came about. */
  readonly callSid: string | null;
  readonly status: DialStatus;
  readonly durationSeconds: number | null;
}

/** What is written of calls: things that were told, and things that were decided. */
export type CallRecord =
  | { readonly type: 'event'; readonly event: TenantCallEvent }
  | { readonly type: 'decision'; readonly entry: DecisionEntry };

/** As one line of the spool. */
export function writeRecord(record: CallRecord): string {
  return JSON.stringify(record);
}

const DATES: ReadonlySet<string> = new Set(['providerAt', 'receivedAt', 'decidedAt']);

/** The reverse of `writeRecord`. The spool's seal has proven that the text is one of ours. */
export function readRecord(text: string): CallRecord {
  return JSON.parse(text, (key, value: unknown) =>
    DATES.has(key) && typeof value === 'string' ? new Date(value) : value,
  ) as CallRecord;
}
