import { allow, checkNumber, deny, refuseByKind, type Verdict } from './destination-policy.js';
import { numberOfUser } from './call-target.js';
import type { DestinationPolicy } from './routing-document.js';
import { parseSipUri } from './sip-uri.js';

/** Where a SIP URI becomes a telephone call at somebody's expense: Twilio's termination hosts, those of a region or edge too. */
const TELEPHONE_GATEWAY = /\.pstn\.(?:[a-z0-9-]+\.)?twilio\.com$/;
/** TwiML `<Sip>`: a URI is shorter than this. */
const MAX_URI_LENGTH = 254;

/** Names of one's own; those of Twilio are Twilio's (error 32113). */
const CUSTOM_HEADER = /^x-(?!twilio)[a-z0-9-]{1,40}$/;

/**
 * Whether a SIP URI may be dialled: its host is on the list, it carries nothing that does not belong to a place (foreign headers, a
 * password, another address to send to), and a telephone number in it passes the rules for numbers. On a gateway to the telephone network all
 * of them; elsewhere the country is the host's affair.
 */
export function checkSipUri(text: string, policy: DestinationPolicy): Verdict {
  const uri = text.length > MAX_URI_LENGTH ? null : parseSipUri(text);
  if (uri === null) return deny('policy.sip-uri', 'It is not a SIP URI.');
  if (uri.password !== null || uri.params.has('maddr') || uri.params.has('method')) {
    return deny('policy.sip-uri', 'A SIP URI with a password, maddr or method is not dialled.');
  }
  for (const name of uri.headers.keys()) {
    if (!CUSTOM_HEADER.test(name))
      return deny('policy.sip-uri', `The header ${name} may not be in a SIP URI: only X-… may.`);
  }
  // A name with the dot of the root is the same host.
  const host = uri.host.endsWith('.') ? uri.host.slice(0, -1) : uri.host;
  if (!isAllowedHost(host, policy)) return deny('policy.sip-host', `The host ${host} is not allowed.`);
  const number = numberOfUser(uri);
  if (TELEPHONE_GATEWAY.test(host) || uri.params.get('user')?.toLowerCase() === 'phone') {
    return checkNumber(number ?? uri.user ?? '', policy);
  }
  const refused = number === null ? null : refuseByKind(number, policy);
  return refused ?? allow('policy.sip-host', `The host ${host} is allowed.`);
}

function isAllowedHost(host: string, policy: DestinationPolicy): boolean {
  for (const entry of policy.sipHosts) {
    const allowed = entry.toLowerCase();
    if (allowed.startsWith('*.') ? allowed.length > 2 && host.endsWith(allowed.slice(1)) : host === allowed)
      return true;
  }
  return false;
}
