/** Parses an absolute URL with one of the given schemes and no user, password, query or fragment; null otherwise. */
export function readUrl(text: string, schemes: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && url.hostname !== '' && schemes.includes(url.protocol.replace(':', '')) ? url : null;
}

/** The URL as text, without trailing slashes, so that paths can be appended. */
export function withoutTrailingSlash(url: URL): string {
  return url.href.replace(/\/+$/, '');
}
