import type { NumberBefore } from './number-binding.js';
import type { HttpMethod, Recording, TrunkSettings } from './trunk-types.js';

/** `created`: Trunkline made it and removes it. `adopted`: it was there before, and is given back as it was. */
export type Ownership = 'created' | 'adopted';

/** What Trunkline recorded of one tenant's objects at Twilio; the plan compares it with what is there. */
export interface TrunkLedger {
  readonly trunk: RecordedTrunk | null;
  readonly credentialList: RecordedObject | null;
  readonly credentials: readonly RecordedCredential[];
  /** True when Trunkline associated the credential list with the trunk. */
  readonly attachedCredentialList: boolean;
  readonly originationUrls: readonly RecordedObject[];
  readonly numbers: readonly RecordedNumber[];
}

export interface RecordedObject {
  readonly sid: string;
  readonly ownership: Ownership;
}

export interface RecordedTrunk extends RecordedObject {
  /** For an adopted trunk: how it was, so that undo can put it back. */
  readonly before: TrunkBefore | null;
}

export interface TrunkBefore {
  readonly settings: TrunkSettings;
  /** Missing where it was recorded before Trunkline looked at it. */
  readonly disasterRecoveryMethod?: HttpMethod | null;
  readonly recording: Recording;
  readonly domainName: string | null;
}

export interface RecordedCredential extends RecordedObject {
  readonly username: string;
  /** Twilio's date of our own last write; null when the write was never confirmed. */
  readonly dateUpdated: string | null;
}

export interface RecordedNumber {
  readonly numberSid: string;
  readonly before: NumberBefore;
}

export const EMPTY_TRUNK_LEDGER: TrunkLedger = {
  trunk: null,
  credentialList: null,
  credentials: [],
  attachedCredentialList: false,
  originationUrls: [],
  numbers: [],
};
