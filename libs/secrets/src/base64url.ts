/**
 * Decodes base64url strictly: only the one canonical text of a value is accepted. Node's decoder skips foreign characters and
 * ignores left-over bits, so that many texts would decode to one value; comparing with the re-encoded value rules them out.
 */
export function decodeBase64Url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
