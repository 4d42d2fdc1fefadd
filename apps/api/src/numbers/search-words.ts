import type { AddressRequirement, NumberSearch, NumberType } from '@app/twilio-trunk';

/** What Twilio demands before it sells a number, as a tenant has to act on it; null when it demands nothing. */
export function addressNeed(requirement: AddressRequirement): string | null {
  const bundle = 'Twilio may also demand an approved regulatory bundle ("bundleSid").';
  switch (requirement) {
    case 'none':
      return null;
    case 'any':
      return `Needs the "addressSid" of any address registered at Twilio. ${bundle}`;
    case 'local':
      return `Needs the "addressSid" of an address in the country of the number. ${bundle}`;
    case 'foreign':
      return `Needs the "addressSid" of an address outside of the country of the number. ${bundle}`;
  }
}

/** Why a search found nothing, and what to change. */
export function explainNothing(search: NumberSearch, types: readonly NumberType[], hasOthers: boolean): string {
  const { country, type, areaCode, contains, capabilities } = search;
  if (!hasOthers) {
    const others = types.filter((other) => other !== type);
    const advice = others.length > 0 ? `Try another type (${others.join(', ')}), or later.` : 'Try again later.';
    return `Twilio has no ${type} number of ${country} for sale right now. ${advice}`;
  }
  const narrowed = [
    ...(areaCode === undefined ? [] : [`area code ${String(areaCode)}`]),
    ...(contains === undefined ? [] : [`"${contains}" in it`]),
    ...(capabilities.length === 0 ? [] : [capabilities.join(' and ')]),
  ];
  return `Twilio has ${type} numbers of ${country} for sale, but none with ${narrowed.join(', ')}. Ask for less.`;
}
