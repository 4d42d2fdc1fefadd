import type twilio from 'twilio';
import type { ObservedNumber } from './trunk-types.js';

type SdkNumbers = ReturnType<twilio.Twilio['api']['v2010']['accounts']>['incomingPhoneNumbers'];
export type SdkNumber = Awaited<ReturnType<ReturnType<SdkNumbers>['fetch']>>;

/** The account's numbers, by its own SID: see `sipOf`. */
export function numbersOf(client: twilio.Twilio): SdkNumbers {
  return client.api.v2010.accounts(client.accountSid).incomingPhoneNumbers;
}

/** Twilio writes an unset field as null or as an empty string; here it is always null. */
export function toObservedNumber(number: SdkNumber): ObservedNumber {
  return {
    numberSid: number.sid,
    phoneNumber: number.phoneNumber,
    friendlyName: number.friendlyName || number.phoneNumber,
    trunkSid: number.trunkSid || null,
    voiceApplicationSid: number.voiceApplicationSid || null,
    voiceUrl: number.voiceUrl || null,
    voiceMethod: number.voiceMethod || null,
    voiceFallbackUrl: number.voiceFallbackUrl || null,
    voiceFallbackMethod: number.voiceFallbackMethod || null,
    statusCallback: number.statusCallback || null,
    statusCallbackMethod: number.statusCallbackMethod || null,
  };
}
