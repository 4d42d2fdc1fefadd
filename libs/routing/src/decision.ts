import type { E164, Id, RecordMode, RoutingDocument } from './routing-document.js';

/** A call as the webhook tells of it. */
export interface Call {
  /** Twilio's CallSid of the caller's leg. */
  readonly callSid: string;
  /** As received: E.164, a SIP URI or `client:…`. */
  readonly from: string;
  readonly to: string;
  /** Over what the caller came. Decides which caller ids Twilio accepts (TwiML `<Dial>` callerId). */
  readonly origin: 'pstn' | 'sip' | 'client';
  /** User-to-User information that came with a SIP call. */
  readonly uui: string | null;
}

/** What the pure router needs of one tenant. */
export interface RoutingSnapshot {
  readonly tenantId: Id;
  /** Null: the tenant has published nothing yet, `document` is then the empty one. */
  readonly version: number | null;
  readonly document: RoutingDocument;
  /** False: dynamic routing is switched off, every call goes to the document's fallback. */
  readonly isDynamic: boolean;
  /** The tenant's own numbers: the only ones that may be shown as caller id on a call we make. */
  readonly ownNumbers: ReadonlySet<E164>;
}

/** What shall happen with a call now. */
export type RouteDecision =
  | DialDecision
  /** Speak, then hang up. */
  | { readonly action: 'say'; readonly text: string; readonly language: string }
  | { readonly action: 'reject'; readonly reason: 'busy' | 'rejected' }
  | { readonly action: 'hangup' };

export interface DialDecision {
  readonly action: 'dial';
  /** One to ten. */
  readonly legs: readonly Leg[];
  /** True: one after the other; false: all at once, the first to answer wins. */
  readonly sequential: boolean;
  readonly timeoutSeconds: number;
  /** Null: Twilio's own limit. */
  readonly timeLimitSeconds: number | null;
  /** Null: what Twilio shows by itself, which is the caller. */
  readonly callerId: string | null;
  readonly record: RecordMode;
  /** Whether a phone on a SIP leg may transfer this call (`referUrl`). */
  readonly referable: boolean;
  /** Comes back with the end of the dial: where in which version the call is. URL-safe, at most 200 characters. */
  readonly cursor: string;
}

export type Leg =
  /** `called`: the number the caller dialled; it reaches the agent as a header. */
  | { readonly kind: 'agent'; readonly agentId: Id; readonly called: string }
  | { readonly kind: 'sip'; readonly uri: string; readonly uui: string | null }
  | { readonly kind: 'number'; readonly number: E164 }
  | { readonly kind: 'client'; readonly identity: string };

/** How a `<Dial>` ended (DialCallStatus). */
export type DialStatus = 'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled';

export interface Decided {
  readonly decision: RouteDecision;
  readonly trace: Trace;
}

/** Why. Stored with the decision and read as sentences. */
export interface Trace {
  readonly version: number | null;
  readonly steps: readonly TraceStep[];
}

export interface TraceStep {
  /** What was looked at, such as `route`, `hours`, `forwarding.busy`, `policy.country`, `ring-group`, `fallback`. */
  readonly rule: string;
  /** The row it concerns. */
  readonly id?: Id;
  /** Whether it applied. */
  readonly matched: boolean;
  /** One plain English sentence. */
  readonly why: string;
}
