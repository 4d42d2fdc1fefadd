import type { Secret } from '@app/secrets';

/** The Twilio account a request is made for. The first argument of every gateway method. */
export interface TwilioAccount {
  readonly accountSid: string;
  /** Basic user: the account SID, or an API key SID (`SK…`). */
  readonly username: string;
  readonly password: Secret;
}

export type RecordingMode =
  | 'do-not-record'
  | 'record-from-ringing'
  | 'record-from-answer'
  | 'record-from-ringing-dual'
  | 'record-from-answer-dual';
export type RecordingTrim = 'trim-silence' | 'do-not-trim';
export type TransferMode = 'disable-all' | 'enable-all' | 'sip-only';

/** The fields of a Twilio trunk that Trunkline owns, and therefore compares and repairs. */
export interface TrunkSettings {
  readonly secure: boolean;
  readonly transferMode: TransferMode;
  /** Twilio asks this URL for TwiML when no origination URL answers; null when unset. */
  readonly disasterRecoveryUrl: string | null;
}

export type HttpMethod = 'GET' | 'POST';

export interface Recording {
  readonly mode: RecordingMode;
  readonly trim: RecordingTrim;
}

/** What one tenant's trunk must look like at Twilio. Names are chosen and stored before the first call that uses them. */
export interface DesiredTrunk {
  readonly presence: 'present' | 'absent';
  /** Carries our ownership mark; at most 64 characters. */
  readonly friendlyName: string;
  /** `<prefix>.pstn.twilio.com`, unique over all Twilio customers. */
  readonly domainName: string;
  readonly credentialListName: string;
  /** The user names agents may authenticate with: the current one first, during a rotation also the previous one. */
  readonly sipUsernames: readonly string[];
  /** Every user name Trunkline ever chooses for this tenant starts with it; others in the list are not ours. */
  readonly ownUsernamePrefix: string;
  readonly settings: TrunkSettings;
  readonly recording: Recording;
  readonly originationUrls: readonly DesiredOriginationUrl[];
  /** The numbers that are on the trunk plane. */
  readonly numbers: readonly DesiredNumber[];
  /** The numbers that are on the webhook plane. */
  readonly webhookNumbers: readonly DesiredNumber[];
  /** How those are bound; null where Twilio cannot reach our webhooks. */
  readonly webhookBinding: WebhookBinding | null;
  /** In each address that Trunkline ever wrote for this account and in nobody else’s; null where it never wrote one. */
  readonly hookMark: string | null;
  /** Friendly names that numbers are to get, once. */
  readonly renames: readonly (DesiredNumber & { readonly friendlyName: string })[];
  /** Numbers to be given back to Twilio for good. */
  readonly releases: readonly DesiredNumber[];
}

/** Every field of a number that Trunkline sets on the webhook plane, and therefore compares and repairs. */
export interface WebhookBinding {
  readonly voiceUrl: string;
  readonly voiceMethod: HttpMethod;
  readonly voiceFallbackUrl: string;
  readonly voiceFallbackMethod: HttpMethod;
  readonly statusCallback: string;
  readonly statusCallbackMethod: HttpMethod;
}

export interface DesiredOriginationUrl {
  readonly friendlyName: string;
  /** `sip:<host>;transport=tcp|tls`: never `sips:`, never a user part (Twilio fills in the called number). */
  readonly sipUrl: string;
  readonly priority: number;
  readonly weight: number;
}

export interface DesiredNumber {
  readonly numberSid: string;
  /** E.164. */
  readonly phoneNumber: string;
}

/** What Twilio shows of one trunk and of what hangs on it. */
export interface ObservedTrunk {
  readonly trunkSid: string;
  readonly friendlyName: string;
  readonly domainName: string | null;
  readonly settings: TrunkSettings;
  /** How the disaster-recovery URL is asked; null when that was never set. */
  readonly disasterRecoveryMethod: HttpMethod | null;
  readonly recording: Recording;
  readonly credentialListSids: readonly string[];
  readonly ipAccessControlListSids: readonly string[];
  readonly originationUrls: readonly ObservedOriginationUrl[];
  readonly numbers: readonly DesiredNumber[];
}

export interface ObservedOriginationUrl {
  readonly originationUrlSid: string;
  readonly friendlyName: string;
  readonly sipUrl: string;
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
}

export interface ObservedCredentialList {
  readonly credentialListSid: string;
  readonly friendlyName: string;
  readonly credentials: readonly ObservedCredential[];
}

export interface ObservedCredential {
  readonly credentialSid: string;
  readonly username: string;
  /**
   * When Twilio last changed this credential (RFC 2822, as Twilio writes it). A password cannot be read back, so a value other
   * than the one seen after our own write is the only sign that somebody changed it.
   */
  readonly dateUpdated: string;
}

/** How a number is bound today: what putting it on a plane would lose. */
export interface ObservedNumber extends DesiredNumber {
  readonly friendlyName: string;
  readonly trunkSid: string | null;
  readonly voiceApplicationSid: string | null;
  readonly voiceUrl: string | null;
  readonly voiceMethod: string | null;
  readonly voiceFallbackUrl: string | null;
  readonly voiceFallbackMethod: string | null;
  readonly statusCallback: string | null;
  readonly statusCallbackMethod: string | null;
}

/** What of a number's binding Trunkline sets and puts back. */
export type BindingField =
  | 'voiceApplicationSid'
  | 'voiceUrl'
  | 'voiceMethod'
  | 'voiceFallbackUrl'
  | 'voiceFallbackMethod'
  | 'statusCallback'
  | 'statusCallbackMethod';

/** What to look for: the SIDs we recorded, and the names by which an object is found whose SID we never got to record. */
export interface TwilioLookup {
  readonly trunkSid: string | null;
  readonly credentialListSid: string | null;
  readonly originationUrlSids: readonly string[];
  readonly credentialSids: readonly string[];
  readonly friendlyName: string;
  readonly domainName: string;
  readonly credentialListName: string;
  /** Numbers whose present binding the plan needs. */
  readonly numberSids: readonly string[];
}

export interface ObservedTwilio {
  /**
   * Every trunk of the account that is the tenant's by recorded SID, by domain name or by our friendly name; more than one is a
   * duplicate. Sorted by creation, oldest first.
   */
  readonly trunks: readonly ObservedTrunk[];
  /** Every credential list that is the tenant's by recorded SID or by our friendly name, oldest first. */
  readonly credentialLists: readonly ObservedCredentialList[];
  /** The numbers asked for by SID that the account still owns. */
  readonly numbers: readonly ObservedNumber[];
}

/** What a live look at the account says before anything is built. */
export interface AccountFacts {
  readonly accountSid: string;
  readonly friendlyName: string | null;
  readonly status: 'active' | 'suspended' | 'closed';
  /** `unknown` when the key may not read the account (a Standard API key gets 20003 on /Accounts). */
  readonly type: 'Full' | 'Trial' | 'unknown';
  /** How many trunks the account has now, of the 100 it may have (1 on trial). */
  readonly trunkCount: number;
}

/** What an account holds before Trunkline touches it: kept as a snapshot, shown on request, compared after undo. No secrets. */
export interface AccountInventory {
  readonly trunks: readonly {
    readonly trunkSid: string;
    readonly friendlyName: string;
    readonly domainName: string | null;
  }[];
  readonly credentialLists: readonly { readonly credentialListSid: string; readonly friendlyName: string }[];
  readonly numbers: readonly ObservedNumber[];
}
