import type { ObservedNumber } from './trunk-types.js';

/** Twilio's own names of the kinds of numbers, as the `subresource_uris` of a country spell them. */
export const NUMBER_TYPES = [
  'local',
  'toll_free',
  'mobile',
  'national',
  'voip',
  'shared_cost',
  'machine_to_machine',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export interface NumberCapabilities {
  readonly voice: boolean;
  readonly sms: boolean;
  readonly mms: boolean;
  readonly fax: boolean;
}

/** What to search for; what is not given does not narrow the search. */
export interface NumberSearch {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  readonly type: NumberType;
  /** United States and Canada only. */
  readonly areaCode?: number;
  /** 2 to 16 digits or letters, `*` for any one digit. */
  readonly contains?: string;
  readonly capabilities: readonly (keyof NumberCapabilities)[];
  readonly limit: number;
}

/** Whose address Twilio wants before it sells a number: nobody's, anybody's, one in the country, one outside of it. */
export type AddressRequirement = 'none' | 'any' | 'local' | 'foreign';

/** A number for sale. It has no SID and no price, and it is not reserved: somebody else may buy it first. */
export interface AvailableNumber {
  readonly phoneNumber: string;
  readonly friendlyName: string;
  readonly locality: string | null;
  readonly region: string | null;
  readonly country: string;
  readonly addressRequirement: AddressRequirement;
  readonly beta: boolean;
  readonly capabilities: NumberCapabilities;
}

/** A number of the account. */
export interface OwnedNumber extends ObservedNumber {
  /** As Twilio names it: local, tollfree, mobile, …; null when Twilio does not say. */
  readonly numberType: string | null;
  readonly capabilities: NumberCapabilities;
}

/** One exact number, never an area code: a repeat of that would buy another number. */
export interface NumberOrder {
  /** E.164. */
  readonly phoneNumber: string;
  readonly addressSid?: string;
  readonly bundleSid?: string;
  readonly friendlyName?: string;
}
