/** A SIP or SIPS URI, taken apart and percent-decoded (RFC 3261 §19.1). */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Case-sensitive; null when the URI has none. Parameters of the user part (`+1415…;phone-context=…`) are still in it. */
  readonly user: string | null;
  readonly password: string | null;
  /** Lower case; an IPv6 address with its brackets. */
  readonly host: string;
  readonly port: number | null;
  /** Names in lower case; the value is empty for a parameter without one. */
  readonly params: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Longer ones are refused: Twilio takes 255 characters and 1,024 of headers (TwiML `<Sip>`). */
const MAX_LENGTH = 1_300;

// The character sets of RFC 3261 §25.1. Each is a single class, repeated: linear on any input.
const ESCAPED = '%[0-9A-Fa-f]{2}';
const UNRESERVED = "A-Za-z0-9\\-_.!~*'()";
const USER = new RegExp(`^(?:[${UNRESERVED}&=+$,;?/]|${ESCAPED})+$`);
const PASSWORD = new RegExp(`^(?:[${UNRESERVED}&=+$,]|${ESCAPED})*$`);
const PARAM = new RegExp(`^(?:[${UNRESERVED}[\\]/:&+$]|${ESCAPED})+$`);
const HEADER = new RegExp(`^(?:[${UNRESERVED}[\\]/?:+$]|${ESCAPED})*$`);
const SCHEME = /^(sips?):/i;
const HOSTNAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?\.?$/;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const HEX_GROUP = /^[0-9a-f]{1,4}$/;
const PORT = /^\d{1,5}$/;
// oxlint-disable-next-line no-control-regex -- what must not reach a SIP header
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Null for anything that is not exactly one SIP URI: nothing is repaired, guessed or skipped. */
export function parseSipUri(text: string): SipUri | null {
  if (text.length > MAX_LENGTH) return null;
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') return null;
  const rest = text.slice(scheme.length + 1);
  // `;` and `?` may stand in the user part, so the `@` is found first. It may stand nowhere else.
  const at = rest.indexOf('@');
  const userinfo = at === -1 ? { user: null, password: null } : parseUserinfo(rest.slice(0, at));
  const address = parseAddress(at === -1 ? rest : rest.slice(at + 1));
  return userinfo === null || address === null ? null : { scheme, ...userinfo, ...address };
}

function parseUserinfo(text: string): Pick<SipUri, 'user' | 'password'> | null {
  const colon = text.indexOf(':');
  const rawUser = colon === -1 ? text : text.slice(0, colon);
  const rawPassword = colon === -1 ? null : text.slice(colon + 1);
  if (!USER.test(rawUser) || (rawPassword !== null && !PASSWORD.test(rawPassword))) return null;
  const user = decode(rawUser);
  const password = rawPassword === null ? '' : decode(rawPassword);
  if (user === null || password === null) return null;
  return { user, password: rawPassword === null ? null : password };
}

function parseAddress(text: string): Pick<SipUri, 'host' | 'port' | 'params' | 'headers'> | null {
  const question = text.indexOf('?');
  const beforeHeaders = question === -1 ? text : text.slice(0, question);
  const [hostport = '', ...rawParams] = beforeHeaders.split(';');
  const bracket = hostport.lastIndexOf(']');
  const colon = hostport.indexOf(':', bracket + 1);
  const host = (colon === -1 ? hostport : hostport.slice(0, colon)).toLowerCase();
  const rawPort = colon === -1 ? null : hostport.slice(colon + 1);
  if (!isHost(host) || (rawPort !== null && (!PORT.test(rawPort) || Number(rawPort) > 65_535))) return null;
  const params = parsePairs(rawParams, PARAM, true);
  const headers =
    question === -1 ? new Map<string, string>() : parsePairs(text.slice(question + 1).split('&'), HEADER, false);
  if (params === null || headers === null) return null;
  return { host, port: rawPort === null ? null : Number(rawPort), params, headers };
}

/** A name that is given twice makes the URI ambiguous, and is refused. */
function parsePairs(
  pairs: readonly string[],
  value: RegExp,
  mayLackValue: boolean,
): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const rawName = equals === -1 ? pair : pair.slice(0, equals);
    const rawValue = equals === -1 ? '' : pair.slice(equals + 1);
    if (equals === -1 ? !mayLackValue : !value.test(rawValue)) return null;
    if (!PARAM.test(rawName)) return null;
    const name = decode(rawName)?.toLowerCase();
    const decoded = decode(rawValue);
    if (name === undefined || decoded === null || found.has(name)) return null;
    found.set(name, decoded);
  }
  return found;
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return host.endsWith(']') && isIpv6(host.slice(1, -1));
  const octets = IPV4.exec(host);
  if (octets !== null) return octets.slice(1).every((octet) => Number(octet) <= 255);
  return host.length <= 253 && HOSTNAME.test(host);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const endsInIpv4 = IPV4.test(last) && isHost(last);
  const isSound = (endsInIpv4 ? groups.slice(0, -1) : groups).every((group) => HEX_GROUP.test(group));
  const count = groups.length + (endsInIpv4 ? 1 : 0);
  return isSound && (halves.length === 2 ? count < 8 : count === 8);
}

function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    const decoded = decodeURIComponent(text);
    return CONTROL.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

/** Parameters that a URI without them does not match (RFC 3261 §19.1.4). */
const DECISIVE_PARAMS = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** Whether both mean the same place: the comparison of RFC 3261 §19.1.4. Passwords count, a port that is not written is not 5060. */
export function sameSipUri(a: SipUri, b: SipUri): boolean {
  if (a.scheme !== b.scheme || a.user !== b.user || a.password !== b.password) return false;
  if (a.host !== b.host || a.port !== b.port || a.headers.size !== b.headers.size) return false;
  for (const [name, value] of a.headers) if (b.headers.get(name) !== value) return false;
  for (const [name, value] of a.params) {
    const other = b.params.get(name);
    if (other !== undefined && other.toLowerCase() !== value.toLowerCase()) return false;
  }
  return DECISIVE_PARAMS.every((name) => a.params.has(name) === b.params.has(name));
}
