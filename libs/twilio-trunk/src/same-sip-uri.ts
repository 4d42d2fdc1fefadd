/**
 * True when two origination URIs send a call the same way: host names in any case, the port that the transport has anyway, and
 * parameters in any order (RFC 3261 §19.1.4; without a transport Twilio takes UDP).
 */
export function isSameSipUri(one: string, other: string): boolean {
  const [a, b] = [canonical(one), canonical(other)];
  return a === null || b === null ? one === other : a === b;
}

const URI = /^sip:(?<host>\[[^\]]+\]|[^:;?@]+)(?::(?<port>\d+))?(?<parameters>(?:;[^;?]+)*)(?<headers>\?.*)?$/i;

/** Null for what has another form, such as a user part. */
function canonical(uri: string): string | null {
  const { host = '', port, parameters = '', headers = '' } = URI.exec(uri)?.groups ?? {};
  if (host === '') return null;
  const given = parameters.toLowerCase().split(';').filter(Boolean);
  const transport = given.find((parameter) => parameter.startsWith('transport=')) ?? 'transport=udp';
  const others = given.filter((parameter) => !parameter.startsWith('transport='));
  const standardPort = transport === 'transport=tls' ? '5061' : '5060';
  return [host.toLowerCase(), port ?? standardPort, transport, ...others.toSorted(), headers].join(';');
}
