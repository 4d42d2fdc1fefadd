/**
 * How LiveKit compares called numbers: what looks like a number loses spaces, hyphens and parentheses and gains a plus; anything
 * else stays as it is (livekit/protocol sip/sip.go, NormalizeNumber).
 */
export function normalizeNumber(number: string): string {
  if (!/^\+?[\d\- ()]+$/.test(number)) return number;
  const digits = number.replace(/[\s()-]/g, '');
  return digits.startsWith('+') ? digits : `+${digits}`;
}
