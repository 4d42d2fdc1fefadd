/**
 * What a Twilio account holds, as it is kept and persisted. Names are ours (camelCase); the wire's two dialects are made
 * by the renderers in ../twilio. All dates are epoch milliseconds and start with `date`, so that a state document can be
 * had without them.
 */
export type Table<T> = Record<string, T>;

export interface Stamped {
  readonly sid: string;
  /** Order of creation over the whole sandbox; lists and page tokens hang on it. */
  readonly seq: number;
  readonly dateCreated: number;
  dateUpdated: number;
}

export interface Credential extends Stamped {
  readonly username: string;
  password: string;
}

export interface CredentialList extends Stamped {
  friendlyName: string;
  credentials: Table<Credential>;
}

export interface IpAddress extends Stamped {
  friendlyName: string;
  ipAddress: string;
  cidrPrefixLength: number;
}

export interface IpAccessControlList extends Stamped {
  friendlyName: string;
  ipAddresses: Table<IpAddress>;
}

export interface OriginationUrl extends Stamped {
  friendlyName: string;
  sipUrl: string;
  weight: number;
  priority: number;
  enabled: boolean;
}

/** A trunk only points at account-level lists; taking the pointer away leaves the list. */
export interface Mapping {
  readonly sid: string;
  readonly seq: number;
  readonly dateCreated: number;
}

export interface Trunk extends Stamped {
  friendlyName: string | null;
  domainName: string | null;
  disasterRecoveryUrl: string | null;
  disasterRecoveryMethod: string | null;
  secure: boolean;
  cnamLookupEnabled: boolean;
  transferMode: string;
  transferCallerId: string;
  recordingMode: string;
  recordingTrim: string;
  originationUrls: Table<OriginationUrl>;
  credentialLists: Table<Mapping>;
  ipAccessControlLists: Table<Mapping>;
}

export type NumberType = 'local' | 'mobile' | 'tollfree';
export type AddressRequirement = 'none' | 'any' | 'local' | 'foreign';

export interface Capabilities {
  readonly voice: boolean;
  readonly sms: boolean;
  readonly mms: boolean;
  readonly fax: boolean;
}

export interface PhoneNumber extends Stamped {
  readonly phoneNumber: string;
  readonly numberType: NumberType;
  readonly addressRequirements: AddressRequirement;
  readonly capabilities: Capabilities;
  friendlyName: string;
  trunkSid: string | null;
  dateTrunkSet: number;
  voiceApplicationSid: string;
  voiceUrl: string;
  voiceMethod: string;
  voiceFallbackUrl: string;
  voiceFallbackMethod: string;
  voiceCallerIdLookup: boolean;
  voiceReceiveMode: string;
  statusCallback: string;
  statusCallbackMethod: string;
  smsApplicationSid: string;
  smsUrl: string;
  smsMethod: string;
  smsFallbackUrl: string;
  smsFallbackMethod: string;
  addressSid: string | null;
  bundleSid: string | null;
  identitySid: string | null;
  emergencyStatus: string;
  emergencyAddressSid: string | null;
}

export interface Application extends Stamped {
  friendlyName: string;
  apiVersion: string;
  voiceUrl: string;
  voiceMethod: string;
  voiceFallbackUrl: string;
  voiceFallbackMethod: string;
  voiceCallerIdLookup: boolean;
  statusCallback: string;
  statusCallbackMethod: string;
  smsUrl: string;
  smsMethod: string;
  smsFallbackUrl: string;
  smsFallbackMethod: string;
  smsStatusCallback: string;
  messageStatusCallback: string;
  publicApplicationConnectEnabled: boolean;
}

/** Main keys may do everything; Standard keys are shut out of /Accounts and /Keys (20003). */
export type KeyKind = 'main' | 'standard';

export interface ApiKey extends Stamped {
  friendlyName: string;
  readonly kind: KeyKind;
  readonly secret: string;
}

export type AccountStatus = 'active' | 'suspended' | 'closed';
export type AccountType = 'Trial' | 'Full';

/** Counts that Twilio caps. They are data, so that a test can reach a limit without a thousand requests. */
export interface Limits {
  readonly trunks: number;
  readonly originationUrls: number;
  readonly credentialLists: number;
  readonly credentials: number;
  readonly ipAccessControlLists: number;
  readonly ipAddresses: number;
  readonly numbers: number;
  readonly subaccounts: number;
  /** Requests in flight at once; one more is 20429. Twilio publishes no number, so it is out of the way by default. */
  readonly concurrentRequests: number;
}

export interface Account extends Stamped {
  readonly ownerAccountSid: string;
  authToken: string;
  friendlyName: string;
  status: AccountStatus;
  type: AccountType;
  balance: string;
  currency: string;
  limits: Limits;
  keys: Table<ApiKey>;
  credentialLists: Table<CredentialList>;
  ipAccessControlLists: Table<IpAccessControlList>;
  trunks: Table<Trunk>;
  numbers: Table<PhoneNumber>;
  applications: Table<Application>;
}

/** Own-property look-up: a path such as `/Trunks/constructor` must find nothing. */
export function lookUp<T>(table: Table<T>, sid: string): T | undefined {
  return Object.hasOwn(table, sid) ? table[sid] : undefined;
}
