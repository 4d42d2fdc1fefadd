/** Values that ship as defaults somewhere and are therefore known to everybody. */
const KNOWN = new Set([
  'secret',
  'devkey',
  'password',
  'changeme',
  'change-me',
  'test',
  'unsafe-secret-change-me',
  'super-secret-jwt-token-with-at-least-32-characters-long',
  'your-super-secret-jwt-token-with-at-least-32-characters-long',
]);

const FEWEST_DISTINCT_CHARACTERS = 8;

/** Says what makes a secret guessable, as the end of a sentence, or null when nothing does. */
export function secretWeakness(value: string, leastLength: number): string | null {
  if (KNOWN.has(value.toLowerCase())) return 'is a published default that everybody knows';
  if (value.length < leastLength) return `is shorter than ${leastLength} characters`;
  if (new Set(value).size < FEWEST_DISTINCT_CHARACTERS) return 'repeats a few characters';
  return null;
}
