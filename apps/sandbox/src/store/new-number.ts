import { newSid } from './ids.js';
import type { AddressRequirement, Capabilities, NumberType, PhoneNumber } from './records.js';
import type { TwilioStore } from './twilio-store.js';

export interface NumberTraits {
  readonly phoneNumber: string;
  readonly numberType: NumberType;
  readonly addressRequirements: AddressRequirement;
  readonly capabilities: Capabilities;
}

/** A freshly owned number: no voice set-up, POST everywhere, as the Console would leave it. */
export function newNumber(store: TwilioStore, traits: NumberTraits): PhoneNumber {
  return {
    ...store.stamp(newSid('PN')),
    ...traits,
    friendlyName: traits.phoneNumber,
    trunkSid: null,
    dateTrunkSet: 0,
    voiceApplicationSid: '',
    voiceUrl: '',
    voiceMethod: 'POST',
    voiceFallbackUrl: '',
    voiceFallbackMethod: 'POST',
    voiceCallerIdLookup: false,
    voiceReceiveMode: 'voice',
    statusCallback: '',
    statusCallbackMethod: 'POST',
    smsApplicationSid: '',
    smsUrl: '',
    smsMethod: 'POST',
    smsFallbackUrl: '',
    smsFallbackMethod: 'POST',
    addressSid: null,
    bundleSid: null,
    identitySid: null,
    emergencyStatus: 'Inactive',
    emergencyAddressSid: null,
  };
}

/** Twilio puts a number on one plane only: a trunk silently drops the TwiML app, and the reverse. */
export function setTrunk(number: PhoneNumber, trunkSid: string | null): void {
  number.trunkSid = trunkSid;
  number.dateTrunkSet = trunkSid === null ? 0 : Date.now();
  number.dateUpdated = Date.now();
  if (trunkSid !== null) number.voiceApplicationSid = '';
}

export function setVoiceApplication(number: PhoneNumber, applicationSid: string): void {
  number.voiceApplicationSid = applicationSid;
  number.dateUpdated = Date.now();
  if (applicationSid !== '') {
    number.trunkSid = null;
    number.dateTrunkSet = 0;
  }
}
