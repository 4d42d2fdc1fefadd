import { createHmac } from 'node:crypto';

/**
 * Twilio's request signature: base64 of HMAC-SHA1 under the account's primary auth token over the URL, and for a form every
 * parameter in the byte order of its name, as name and value without anything between (Twilio docs: "Webhooks security").
 * Repeated values of one name count once, sorted. Over https the port is left out of the signed URL, user info always is.
 */
export function signature(authToken: string, url: string, params: Iterable<readonly [string, string]>): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of params) values.set(name, (values.get(name) ?? new Set()).add(value));
  const names = [...values.keys()].toSorted(byBytes);
  const form = names.map((name) =>
    [...(values.get(name) ?? [])]
      .toSorted(byBytes)
      .map((value) => name + value)
      .join(''),
  );
  return createHmac('sha1', authToken)
    .update(signedUrl(url) + form.join(''))
    .digest('base64');
}

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Cut out of the text rather than rebuilt: percent-encoding and case are signed as they were configured. */
export function signedUrl(url: string): string {
  const withoutFragment = url.replace(/#.*$/s, '');
  const withoutUser = withoutFragment.replace(/^(https?:\/\/)[^/?#@]*@/i, '$1');
  return /^https:/i.test(withoutUser)
    ? withoutUser.replace(/^(https:\/\/(?:\[[^\]]*\]|[^/?#:]*)):\d+/i, '$1')
    : withoutUser;
}
