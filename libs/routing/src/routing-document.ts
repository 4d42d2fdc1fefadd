/** The id of a row of the tenant's configuration: a UUID. */
export type Id = string;

/** A telephone number in E.164, `+` included. */
export type E164 = string;

/**
 * Everything a tenant has said about their calls, as it was published: one immutable value, stored as JSON under a version. It names
 * other parts of itself by id and holds no secret.
 */
export interface RoutingDocument {
  readonly format: 1;
  /** By called number. A number without an entry goes to `fallback`. */
  readonly routes: Readonly<Record<E164, Route>>;
  /** By called number, in the order in which they are tried. */
  readonly forwarding: Readonly<Record<E164, readonly ForwardingRule[]>>;
  readonly ringGroups: Readonly<Record<Id, RingGroup>>;
  /** The closed list: where fallbacks, forwards and transfers may lead. */
  readonly destinations: Readonly<Record<Id, Destination>>;
  readonly hours: Readonly<Record<Id, BusinessHours>>;
  readonly agents: Readonly<Record<Id, Agent>>;
  readonly policy: DestinationPolicy;
  /** Where every call ends for which nothing else is said; also what answers while dynamic routing is off. */
  readonly fallback: Next;
}

/** What a number does with a call. */
export interface Route {
  /** Null: always open. */
  readonly hoursId: Id | null;
  readonly target: Target;
  /** Outside the hours. */
  readonly closed: Next;
  /** 5–600. */
  readonly ringSeconds: number;
  readonly onBusy: Next;
  readonly onNoAnswer: Next;
  readonly onFailure: Next;
  /** What a telephone that is called for this call shows: the caller's number, or the number that was called. */
  readonly callerId: 'caller' | 'called';
  readonly record: RecordMode;
}

export type RecordMode =
  | 'do-not-record'
  | 'record-from-answer'
  | 'record-from-ringing'
  | 'record-from-answer-dual'
  | 'record-from-ringing-dual';

export type Target =
  | { readonly kind: 'agent'; readonly agentId: Id }
  /** `uui`: User-to-User information, sent on SIP legs only. */
  | { readonly kind: 'sip'; readonly uri: string; readonly uui: string | null }
  | { readonly kind: 'number'; readonly number: E164 }
  | { readonly kind: 'client'; readonly identity: string }
  | { readonly kind: 'ring-group'; readonly ringGroupId: Id }
  | Announcement;

/** Spoken, then the call ends. `language` as Twilio's `<Say>` names it, such as en-US. */
export interface Announcement {
  readonly kind: 'announcement';
  readonly text: string;
  readonly language: string;
}

/**
 * Where a call goes next when its first way did not work. A number must lie under one of the policy's allowed prefixes; anything
 * else has to be a named destination. `fallback` is the document's own.
 */
export type Next =
  | { readonly kind: 'destination'; readonly destinationId: Id }
  | { readonly kind: 'number'; readonly number: E164 }
  | { readonly kind: 'fallback' }
  | { readonly kind: 'hangup' }
  | Announcement;

export interface Destination {
  readonly name: string;
  readonly target: Target;
  /** 5–600. */
  readonly ringSeconds: number;
  /** When nobody is reached there. */
  readonly next: Next;
  /** Whether a REFER may name it. */
  readonly transferable: boolean;
}

export interface RingGroup {
  readonly name: string;
  readonly strategy: 'simultaneous' | 'sequential';
  /** Any number; each `<Dial>` takes ten at most (TwiML `<Dial>`), so longer groups are hunted in steps. */
  readonly members: readonly RingMember[];
  /** When no member answers. */
  readonly next: Next;
}

export interface RingMember {
  readonly name: string;
  readonly target: Extract<Target, { kind: 'agent' | 'sip' | 'number' | 'client' }>;
  /** 5–600. In a simultaneous group all ring as long as the most patient one. */
  readonly ringSeconds: number;
}

export interface ForwardingRule {
  readonly id: Id;
  readonly condition: 'always' | 'busy' | 'no-answer';
  readonly enabled: boolean;
  readonly to: Next;
  /** For `no-answer`: how long the route's own target rings before; null: as long as the route says. */
  readonly ringSeconds: number | null;
}

export interface BusinessHours {
  readonly name: string;
  /** IANA, such as Europe/Berlin. */
  readonly timeZone: string;
  readonly weekly: readonly OpenPeriod[];
  readonly holidays: readonly Holiday[];
}

/** `from` and `to` are local times HH:MM; `to` may be 24:00. Monday is day 1, Sunday day 7. */
export interface OpenPeriod {
  readonly day: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly from: string;
  readonly to: string;
}

/** A date (YYYY-MM-DD) that has hours of its own instead of its weekday's; none: closed all day. */
export interface Holiday {
  readonly date: string;
  readonly name: string;
  readonly open: readonly { readonly from: string; readonly to: string }[];
}

/** A LiveKit agent by the name under which its workers register. */
export interface Agent {
  readonly name: string;
  readonly agentName: string;
}

/** Whom this tenant's calls may reach (toll fraud: security rules of the house; deny wins). */
export interface DestinationPolicy {
  /** ISO 3166-1 alpha-2, upper case. `+1` is 25 countries: each is allowed by itself. */
  readonly countries: readonly string[];
  /** E.164 beginnings that are allowed besides the countries, and that a `Next` of kind number must have. */
  readonly allowedPrefixes: readonly string[];
  readonly deniedPrefixes: readonly string[];
  /** Hosts that a SIP URI may name: exact names, or `*.` and a domain. */
  readonly sipHosts: readonly string[];
  /** Premium-rate and shared-cost numbers, which are refused unless this says otherwise. */
  readonly allowPremium: boolean;
  /** The longest a call to a telephone number may last, seconds. */
  readonly maxCallSeconds: number;
}
