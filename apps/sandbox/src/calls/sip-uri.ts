/** The parts of a SIP URI that routing looks at. */
export interface SipUri {
  readonly user: string;
  /** Lower case, without port. */
  readonly host: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const URI = /^sips?:(?:([^@?\s]*)@)?(\[[^\]\s]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?((?:;[^?\s;]+)*)(?:\?(\S*))?$/i;

/** Undefined when it is no SIP URI. Escapes in the user part and in headers are resolved. */
export function parseSipUri(text: string): SipUri | undefined {
  const [, user = '', host, , headers = ''] = URI.exec(text) ?? [];
  if (host === undefined) return undefined;
  const pairs = headers === '' ? [] : headers.split('&').map((pair) => pair.split(/=(.*)/s));
  try {
    return {
      user: decodeURIComponent(user.split(/[:;]/)[0] ?? ''),
      host: host.toLowerCase(),
      headers: pairs.map(([name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)] as const),
    };
  } catch {
    return undefined;
  }
}

const ALLOWED = /^(?:X-(?!Twilio)[A-Za-z0-9-]+|User-to-User|Remote-Party-ID|P-Preferred-Identity|P-Called-Party-ID)$/i;

/** Why Twilio would not send this `<Sip>` (TwiML `<Sip>`: lengths and header names), or nothing. */
export function sipProblem(text: string): string | undefined {
  const [address = '', headers = ''] = text.split(/\?(.*)/s);
  if (address.length > 255) return 'a SIP URI is longer than 255 characters';
  if (headers.length > 1024) return 'the headers of a SIP URI are longer than 1024 characters';
  const uri = parseSipUri(text);
  if (!uri) return `${address} is no SIP URI`;
  const unknown = uri.headers.find(([name]) => !ALLOWED.test(name));
  return unknown ? `Twilio does not send the header ${unknown[0]}` : undefined;
}
