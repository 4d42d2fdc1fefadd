import type { Secret } from '@app/secrets';
import type { SipLedger } from './sip-ledger.js';

export type SipTransport = 'tcp' | 'tls';
export type MediaEncryption = 'disable' | 'allow' | 'require';

/**
 * The ownership mark, stored as JSON in the metadata of each LiveKit object. LiveKit has no tenants, so this mark is what tells
 * ours from others' and one tenant's from another's.
 */
export interface SipMark {
  readonly managedBy: 'trunkline';
  readonly installation: string;
  readonly tenantId: string;
  readonly credentialId: string;
  /**
   * The inbound side that an inbound trunk or a rule belongs to. Without one it is the side of the installation's own agent, which was
   * the only one before tenants had agents: its marks look as they always did.
   */
  readonly side?: InboundSide;
}

/** Calls come by the elastic trunk (`trunk`, to their number) or dialled by TwiML (`webhook`, to the agent's own SIP user). */
export type Plane = 'trunk' | 'webhook';

/** One of a credential's ways in: to which agent, over which plane. */
export interface InboundSide {
  readonly plane: Plane;
  readonly agentId: string;
}

/** What one credential's side of LiveKit must look like. */
export type DesiredSip = PresentSip | AbsentSip;

/** Nothing with its mark. */
export interface AbsentSip {
  readonly presence: 'absent';
  readonly mark: SipMark;
}

export interface PresentSip {
  readonly presence: 'present';
  readonly mark: SipMark;
  readonly outboundTrunk: DesiredOutboundTrunk;
  /** Each with numbers of its own, no two for the same agent and plane. None without numbers. */
  readonly inbound: readonly DesiredInbound[];
}

/** One way in: the calls that an inbound trunk takes, and the rule that gives them to an agent. */
export interface DesiredInbound {
  /** Null: the installation's own agent, on the trunk plane. */
  readonly side: InboundSide | null;
  readonly trunk: DesiredInboundTrunk;
  readonly rule: DesiredDispatchRule;
}

export interface DesiredOutboundTrunk {
  readonly name: string;
  /** Host only: the Twilio termination domain. */
  readonly address: string;
  readonly transport: SipTransport;
  /** Caller numbers, E.164; `["*"]` (any, so each call must name its own) as long as the tenant has none. */
  readonly numbers: readonly string[];
  readonly authUsername: string;
  readonly authPassword: Secret;
  readonly mediaEncryption: MediaEncryption;
}

export interface DesiredInboundTrunk {
  readonly name: string;
  /**
   * Whom callers dial: E.164 on the trunk plane, the agent's SIP user on the webhook plane. Never empty: an inbound trunk without
   * numbers answers for every tenant (livekit/protocol sip/sip.go).
   */
  readonly numbers: readonly string[];
  readonly mediaEncryption: MediaEncryption;
  /** Null: no digest, which Twilio's elastic trunks cannot answer. LiveKit asks for none either when one of the two is empty. */
  readonly auth: SipAuth | null;
  /** From the name of a header of the INVITE to the participant's attribute that takes its value. */
  readonly headersToAttributes: Readonly<Record<string, string>>;
}

/** A digest user name with its password. */
export interface SipAuth {
  readonly username: string;
  readonly password: Secret;
}

export interface DesiredDispatchRule {
  readonly name: string;
  readonly roomPrefix: string;
  readonly agentName: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ObservedOutboundTrunk {
  readonly outboundTrunkId: string;
  readonly name: string;
  readonly mark: SipMark | null;
  readonly address: string;
  readonly transport: SipTransport | 'udp' | 'auto';
  readonly numbers: readonly string[];
  readonly authUsername: string;
  readonly authPassword: Secret;
  readonly mediaEncryption: MediaEncryption;
  /** Names of set fields that Trunkline never sets. */
  readonly extras: readonly string[];
}

export interface ObservedInboundTrunk {
  readonly inboundTrunkId: string;
  readonly name: string;
  readonly mark: SipMark | null;
  readonly numbers: readonly string[];
  readonly mediaEncryption: MediaEncryption;
  readonly authUsername: string;
  readonly authPassword: Secret;
  readonly headersToAttributes: Readonly<Record<string, string>>;
  /** Names of set fields that Trunkline never sets: who may call, fixed headers … */
  readonly extras: readonly string[];
}

export interface ObservedDispatchRule {
  readonly dispatchRuleId: string;
  readonly name: string;
  readonly mark: SipMark | null;
  readonly trunkIds: readonly string[];
  /** Null when the rule is not of the individual kind. */
  readonly roomPrefix: string | null;
  readonly agentNames: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of set fields that Trunkline never sets: a PIN, number filters, other room settings … */
  readonly extras: readonly string[];
}

/** Everything of LiveKit that concerns one credential. */
export interface ObservedSip {
  /** Recorded as ours, or carrying our mark for this credential; lowest id first. */
  readonly outboundTrunks: readonly ObservedOutboundTrunk[];
  readonly inboundTrunks: readonly ObservedInboundTrunk[];
  readonly dispatchRules: readonly ObservedDispatchRule[];
  /** Inbound trunks without our mark for this credential that answer for one of its numbers: they would make calls ambiguous. */
  readonly foreignInboundTrunks: readonly ObservedInboundTrunk[];
  /** Rules that are not ours and name one of our inbound trunks: they take its calls, or make LiveKit refuse them. */
  readonly foreignDispatchRules: readonly ObservedDispatchRule[];
}

export interface SipLookup {
  readonly mark: SipMark;
  /** Ids are LiveKit's own and never used again, so a recorded object is ours even when somebody took its mark away. */
  readonly recorded?: SipLedger;
  /** What its inbound trunks shall answer for: E.164, and SIP users. */
  readonly numbers: readonly string[];
}
