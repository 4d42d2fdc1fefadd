const MAX_LENGTH = 300;

/**
 * What credentials look like: Basic and Bearer headers; a 32-digit hexadecimal auth token; a long mixed-case random string such as
 * an API key secret or one of our SIP passwords. SIDs (two letters and 32 hex digits) are not secret and stay readable.
 */
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(?:Basic|Bearer)\s+[A-Za-z0-9+/=._-]+/gi,
  /\b[0-9a-f]{32}\b/gi,
  /\b(?![A-Z]{2}[0-9a-f]{32}\b)(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{12,}\b/g,
];

/** A vendor's message, short, on one line, without the given secrets and without anything that looks like one. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[redacted]');
  for (const shape of SECRET_SHAPES) clean = clean.replace(shape, '[redacted]');
  return clean.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
}
