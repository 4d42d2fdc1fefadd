/**
 * An international number as Twilio and LiveKit both write it: `+`, a country code that does not begin with 0, at most 15 digits in
 * all (ITU-T E.164). Seven digits at least, which leaves out short codes: they cannot be owned or dialled through a trunk.
 */
export const E164_PATTERN = /^\+[1-9]\d{6,14}$/;

/** True for the one spelling that Twilio, LiveKit and our tables compare byte by byte; `00`, spaces and dashes are others. */
export function isE164(text: string): boolean {
  return E164_PATTERN.test(text);
}
