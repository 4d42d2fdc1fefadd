import type { JsonObject } from '../json.js';
import type { Account, PhoneNumber } from '../store/records.js';
import { iso, rfc2822 } from './dates.js';

/** What both dialects say about a number in the same words. Absent SIDs and URLs are empty strings, as Twilio has it. */
function common(account: Account, number: PhoneNumber): JsonObject {
  return {
    sid: number.sid,
    account_sid: account.sid,
    friendly_name: number.friendlyName,
    phone_number: number.phoneNumber,
    api_version: '2010-04-01',
    address_requirements: number.addressRequirements,
    beta: false,
    trunk_sid: number.trunkSid,
    voice_application_sid: number.voiceApplicationSid,
    voice_url: number.voiceUrl,
    voice_method: number.voiceMethod,
    voice_fallback_url: number.voiceFallbackUrl,
    voice_fallback_method: number.voiceFallbackMethod,
    voice_caller_id_lookup: number.voiceCallerIdLookup,
    status_callback: number.statusCallback,
    status_callback_method: number.statusCallbackMethod,
    sms_application_sid: number.smsApplicationSid,
    sms_url: number.smsUrl,
    sms_method: number.smsMethod,
    sms_fallback_url: number.smsFallbackUrl,
    sms_fallback_method: number.smsFallbackMethod,
  };
}

export function renderNumber(account: Account, number: PhoneNumber): JsonObject {
  const { voice, sms, mms, fax } = number.capabilities;
  return {
    ...common(account, number),
    capabilities: { voice, sms, mms, fax },
    address_sid: number.addressSid,
    bundle_sid: number.bundleSid,
    identity_sid: number.identitySid,
    emergency_status: number.emergencyStatus,
    emergency_address_sid: number.emergencyAddressSid,
    emergency_address_status: 'unregistered',
    voice_receive_mode: number.voiceReceiveMode,
    origin: 'twilio',
    status: 'in-use',
    type: number.numberType,
    date_created: rfc2822(number.dateCreated),
    date_updated: rfc2822(number.dateUpdated),
    uri: `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers/${number.sid}.json`,
  };
}

export function renderTrunkNumber(account: Account, number: PhoneNumber, baseUrl: string): JsonObject {
  const { voice, sms, mms } = number.capabilities;
  // The link always names api.twilio.com, which is another host than the one that answers.
  const apiUrl = baseUrl.replace('//trunking.', '//api.');
  return {
    ...common(account, number),
    capabilities: { voice, sms, mms },
    date_created: iso(number.dateCreated),
    date_updated: iso(number.dateUpdated),
    url: `${baseUrl}/v1/Trunks/${number.trunkSid ?? ''}/PhoneNumbers/${number.sid}`,
    links: { phone_number: `${apiUrl}/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers/${number.sid}.json` },
  };
}
