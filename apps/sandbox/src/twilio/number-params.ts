import type { PhoneNumber } from '../store/records.js';
import type { ParamTable } from './checks.js';
import { anything, flag, httpMethod, maxLength, oneOf, sid, sidOrEmpty, url } from './checks.js';
import type { Fields } from './patch.js';
import { read } from './patch.js';

/** What may be set on a number, whether while buying it or later. */
export const NUMBER_SETTINGS: ParamTable = {
  ApiVersion: oneOf('2010-04-01', '2008-08-01'),
  FriendlyName: maxLength(64, 20002),
  SmsApplicationSid: sidOrEmpty('AP'),
  SmsFallbackMethod: httpMethod,
  SmsFallbackUrl: url,
  SmsMethod: httpMethod,
  SmsUrl: url,
  StatusCallback: url,
  StatusCallbackMethod: httpMethod,
  VoiceApplicationSid: sidOrEmpty('AP'),
  VoiceCallerIdLookup: flag,
  VoiceFallbackMethod: httpMethod,
  VoiceFallbackUrl: url,
  VoiceMethod: httpMethod,
  VoiceUrl: url,
  EmergencyStatus: oneOf('Active', 'Inactive'),
  EmergencyAddressSid: sidOrEmpty('AD'),
  TrunkSid: sidOrEmpty('TK'),
  IdentitySid: sidOrEmpty('RI'),
  AddressSid: sidOrEmpty('AD'),
  VoiceReceiveMode: oneOf('voice', 'fax'),
  BundleSid: sidOrEmpty('BU'),
};

export const BUY: ParamTable = { ...NUMBER_SETTINGS, PhoneNumber: anything, AreaCode: anything };
/** The typed subresources (/Local, /Mobile, /TollFree) buy by number only. */
export const BUY_TYPED: ParamTable = { ...NUMBER_SETTINGS, PhoneNumber: anything };
export const UPDATE: ParamTable = { ...NUMBER_SETTINGS, AccountSid: sid('AC') };

/** TrunkSid and VoiceApplicationSid are missing on purpose: they exclude each other and are set by rule. */
export const NUMBER_FIELDS: Fields<PhoneNumber> = {
  FriendlyName: ['friendlyName', read.text],
  SmsApplicationSid: ['smsApplicationSid', read.text],
  SmsFallbackMethod: ['smsFallbackMethod', read.method],
  SmsFallbackUrl: ['smsFallbackUrl', read.text],
  SmsMethod: ['smsMethod', read.method],
  SmsUrl: ['smsUrl', read.text],
  StatusCallback: ['statusCallback', read.text],
  StatusCallbackMethod: ['statusCallbackMethod', read.method],
  VoiceCallerIdLookup: ['voiceCallerIdLookup', read.flag],
  VoiceFallbackMethod: ['voiceFallbackMethod', read.method],
  VoiceFallbackUrl: ['voiceFallbackUrl', read.text],
  VoiceMethod: ['voiceMethod', read.method],
  VoiceUrl: ['voiceUrl', read.text],
  EmergencyStatus: ['emergencyStatus', read.text],
  EmergencyAddressSid: ['emergencyAddressSid', read.textOrNull],
  IdentitySid: ['identitySid', read.textOrNull],
  AddressSid: ['addressSid', read.textOrNull],
  VoiceReceiveMode: ['voiceReceiveMode', read.text],
  BundleSid: ['bundleSid', read.textOrNull],
};
