import { E164_PATTERN } from './e164.js';
import { isEmergencyNumber } from './emergency-numbers.js';
import { lookUpNumber } from './numbering-plan/look-up.js';
import type { DestinationPolicy } from './routing-document.js';

/** Whether a place may be called, and by which rule. */
export interface Verdict {
  readonly allowed: boolean;
  /** `policy.` and the rule that decided, stable: it is stored with the call. */
  readonly rule: PolicyRule;
  /** One plain sentence. */
  readonly why: string;
}

export type PolicyRule =
  | 'policy.emergency'
  | 'policy.number'
  | 'policy.unassigned'
  | 'policy.international'
  | 'policy.premium'
  | 'policy.denied-prefix'
  | 'policy.prefix'
  | 'policy.country'
  | 'policy.own-number'
  | 'policy.caller-id'
  | 'policy.sip-uri'
  | 'policy.sip-host'
  | 'policy.closed-list';

/**
 * Whether a telephone number may be dialled. Deny wins: what is no number, has no country, costs the caller extra or is denied by the
 * tenant is refused before any allow-list is read (security.md §2.1).
 */
export function checkNumber(number: string, policy: DestinationPolicy): Verdict {
  const refused = refuseByKind(number, policy);
  if (refused !== null) return refused;
  const { countries, countryDigits } = lookUpNumber(number);
  for (const country of countries) {
    if (policy.countries.includes(country))
      return allow('policy.country', `${number} is in ${country}, which is allowed.`);
  }
  const prefix = allowedPrefixOf(number, countryDigits, policy);
  if (prefix !== null) return allow('policy.prefix', `${number} begins with ${prefix}, which is allowed.`);
  return deny('policy.country', `${number} is in ${countries.join(' or ')}, which is not an allowed country.`);
}

/** The allowed prefix that a number lies under, null for none: what a `Next` that is a bare number needs besides `checkNumber`. */
export function allowedPrefix(number: string, policy: DestinationPolicy): string | null {
  return E164_PATTERN.test(number) ? allowedPrefixOf(number, lookUpNumber(number).countryDigits, policy) : null;
}

/** A prefix that does not say which country it means (`+`, `+1`, `+4`) allows nothing: that is what the country list is for. */
function allowedPrefixOf(number: string, countryDigits: number, policy: DestinationPolicy): string | null {
  for (const prefix of policy.allowedPrefixes) {
    if (prefix.length > countryDigits && number.startsWith(prefix)) return prefix;
  }
  return null;
}

/** What is refused whatever countries are allowed; null when nothing speaks against the number so far. */
export function refuseByKind(number: string, policy: DestinationPolicy): Verdict | null {
  if (!E164_PATTERN.test(number)) {
    return isEmergencyNumber(number)
      ? deny(
          'policy.emergency',
          'Emergency numbers are never dialled by a route, a forward, a transfer or a ring group.',
        )
      : deny('policy.number', 'It is not a telephone number in the international form: + and 7 to 15 digits.');
  }
  const { kind } = lookUpNumber(number);
  if (kind === 'unassigned')
    return deny('policy.unassigned', `${number} is in no range that any country has assigned.`);
  if (kind === 'international') {
    return deny('policy.international', `${number} is a satellite or international network, which has no country.`);
  }
  if (kind === 'premium' && !policy.allowPremium) {
    return deny('policy.premium', `${number} is a premium-rate, shared-cost or personal number.`);
  }
  for (const prefix of policy.deniedPrefixes) {
    if (number.startsWith(prefix))
      return deny('policy.denied-prefix', `${number} begins with ${prefix}, which is denied.`);
  }
  return null;
}

export function allow(rule: PolicyRule, why: string): Verdict {
  return { allowed: true, rule, why };
}

export function deny(rule: PolicyRule, why: string): Verdict {
  return { allowed: false, rule, why };
}
