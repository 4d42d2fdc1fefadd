import { setTrunk, setVoiceApplication } from '../store/new-number.js';
import type { Account, PhoneNumber } from '../store/records.js';
import { lookUp } from '../store/records.js';
import { TwilioError } from './errors.js';
import type { Input } from './input.js';
import { NUMBER_FIELDS } from './number-params.js';
import { patch } from './patch.js';
import { trunkOf } from './trunks.js';

/** Twilio refuses to put a number that is provisioned for emergency calling on a trunk (21634). */
export function refuseEmergency(number: PhoneNumber): void {
  if (number.emergencyStatus === 'Active') throw new TwilioError(21634);
}

/** Everything is checked before anything is written, so that a refused update leaves the number as it was. */
export function applySettings(account: Account, number: PhoneNumber, input: Input): void {
  const trunkSid = input.text('TrunkSid');
  const applicationSid = input.text('VoiceApplicationSid');
  if (trunkSid !== '') {
    trunkOf(account, trunkSid);
    if (input.text('EmergencyStatus') !== 'Inactive') refuseEmergency(number);
  }
  for (const name of ['VoiceApplicationSid', 'SmsApplicationSid']) {
    const wanted = input.text(name);
    if (wanted !== '' && !lookUp(account.applications, wanted)) {
      throw new TwilioError(21420, `${name} ${wanted} is not accessible`);
    }
  }
  const voiceUrl = input.optional('VoiceUrl') ?? number.voiceUrl;
  if (input.text('VoiceFallbackUrl') !== '' && voiceUrl === '') throw new TwilioError(21405);

  patch(number, input, NUMBER_FIELDS);
  // The application first and the trunk last: when both are given, Twilio lets the trunk win.
  if (input.has('VoiceApplicationSid')) setVoiceApplication(number, applicationSid);
  if (input.has('TrunkSid')) setTrunk(number, trunkSid === '' ? null : trunkSid);
}
