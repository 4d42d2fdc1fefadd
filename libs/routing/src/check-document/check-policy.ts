import { namesCountry } from '../numbering-plan/look-up.js';
import type { DestinationPolicy } from '../routing-document.js';
import { report } from './check-target.js';
import type { Check } from './document-facts.js';
import type { Where } from './finding.js';

const COUNTRY = /^[A-Z]{2}$/;
const PREFIX = /^\+[1-9]\d{0,14}$/;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`, 'i');
const WILDCARD = new RegExp(`^\\*\\.(?:${LABEL}\\.)+${LABEL}$`, 'i');
const IPV6 = /^\[[0-9a-f:.]+\]$/i;
const MIN_CALL_SECONDS = 60;
const MAX_CALL_SECONDS = 86_400;

const WHERE: Where = { kind: 'policy', id: null };

/** Adds what is wrong with whom the tenant's calls may reach. */
export function checkPolicy(check: Check): void {
  const policy: DestinationPolicy = check.document.policy;
  for (const country of policy.countries) {
    if (!COUNTRY.test(country)) report(check, 'policy_country', WHERE, `“${country}” is no country code.`);
  }
  for (const prefix of [...policy.allowedPrefixes, ...policy.deniedPrefixes]) {
    if (!PREFIX.test(prefix)) report(check, 'policy_prefix', WHERE, `“${prefix}” is not the beginning of a number.`);
  }
  for (const prefix of policy.allowedPrefixes) {
    if (PREFIX.test(prefix) && !namesCountry(prefix)) {
      report(check, 'policy_prefix_too_broad', WHERE, `${prefix} names no country, so it allows nothing.`);
    }
  }
  for (const host of policy.sipHosts) {
    if (!HOST.test(host) && !WILDCARD.test(host) && !IPV6.test(host)) {
      report(check, 'policy_sip_host', WHERE, `“${host}” is no host that a SIP URI can name.`);
    }
  }
  const seconds = policy.maxCallSeconds;
  if (!Number.isInteger(seconds) || seconds < MIN_CALL_SECONDS || seconds > MAX_CALL_SECONDS) {
    report(check, 'policy_max_call', WHERE, `${String(seconds)} seconds is no limit for a call.`);
  }
}
