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
  /** Null without numbers: an inbound trunk without numbers answers for every tenant (livekit/protocol sip/sip.go). */
  readonly inboundTrunk: DesiredInboundTrunk | null;
  /** Null without an inbound trunk: a rule without trunk ids catches every tenant's calls. */
  readonly dispatchRule: DesiredDispatchRule | null;
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
  /** E.164, never empty. */
  readonly numbers: readonly string[];
  readonly mediaEncryption: MediaEncryption;
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
  /** Names of set fields that Trunkline never sets: who may call, digest credentials (Twilio cannot answer them), headers … */
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
  /** E.164. */
  readonly numbers: readonly string[];
}
