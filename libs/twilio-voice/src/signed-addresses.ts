const DEFAULT_PORT: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/**
 * How Twilio may have written the address of a request when it signed it, the likeliest first. It knows us as `publicUrl` (an origin,
 * perhaps with a path), asked for `target` (raw path and query, percent-encoding as received), and drops the port over HTTPS but not
 * over HTTP (twilio.com/docs/usage/security); its own helper therefore tries both, and so do we. What a request says about its own host
 * is no part of it.
 */
export function signedAddresses(publicUrl: string): (target: string) => readonly string[] {
  const { protocol, hostname, port, pathname } = new URL(publicUrl);
  const path = pathname === '/' ? '' : pathname.replace(/\/$/, '');
  const withoutPort = `${protocol}//${hostname}${path}`;
  const withPort = `${protocol}//${hostname}:${port === '' ? (DEFAULT_PORT[protocol] ?? '') : port}${path}`;
  const bases = protocol === 'https:' || port === '' ? [withoutPort, withPort] : [withPort, withoutPort];
  return (target) => bases.map((base) => base + target);
}
