import type { E164 } from '../routing-document.js';
import { CALLING_CODES } from './calling-codes.js';
import { NORTH_AMERICAN_AREAS } from './north-american-areas.js';
import { PrefixTree } from './prefix-tree.js';
import {
  INTERNATIONAL_CODES,
  NORTH_AMERICAN_PREMIUM,
  NORTH_AMERICAN_TOLL_FREE,
  PREMIUM_RANGES,
  type SpecialKind,
} from './special-ranges.js';

/** What the numbering plan knows of a number by its first digits. */
export interface NumberRange {
  /** ISO 3166-1 alpha-2; empty for ranges of no country. A tariff zone may be shared: +1 toll-free numbers are of two. */
  readonly countries: readonly string[];
  readonly kind: 'ordinary' | SpecialKind;
  /** How many digits, without `+`, it takes to know the country. */
  readonly countryDigits: number;
}

const UNASSIGNED: NumberRange = { countries: [], kind: 'unassigned', countryDigits: 15 };
/** +1, area code, exchange code, four digits; neither code begins with 0 or 1 (NANPA). */
const NORTH_AMERICAN = /^\+1[2-9]\d\d[2-9]\d{6}$/;
/** Pay-per-call exchange, and directory assistance, which is charged for. */
const NORTH_AMERICAN_CHARGED = /^\+1\d{3}(?:976|5551212)/;

const tree = new PrefixTree<NumberRange>();
fill();

/** Of an E.164 number; anything that is in no range is `unassigned`. */
export function lookUpNumber(number: E164): NumberRange {
  const range = tree.longest(number, 1) ?? UNASSIGNED;
  if (number.charCodeAt(1) !== ONE) return range;
  if (!NORTH_AMERICAN.test(number)) return UNASSIGNED;
  return NORTH_AMERICAN_CHARGED.test(number) ? { ...range, kind: 'premium' } : range;
}

/** Whether the beginning of a number, `+` included, is long enough to say in which country it is. */
export function namesCountry(prefix: string): boolean {
  const { countryDigits } = tree.longest(prefix, 1) ?? UNASSIGNED;
  return prefix.length > countryDigits;
}

const ONE = 49;

function fill(): void {
  for (const entry of CALLING_CODES.split(/[·\n]/)) {
    const [country = '', ...codes] = words(entry);
    for (const code of codes) put(code, [country], 'ordinary');
  }
  for (const [country, areas] of Object.entries(NORTH_AMERICAN_AREAS)) {
    for (const area of words(areas)) put(`1${area}`, [country], 'ordinary');
  }
  for (const area of words(NORTH_AMERICAN_TOLL_FREE)) put(`1${area}`, ['US', 'CA'], 'toll-free');
  for (const area of words(NORTH_AMERICAN_PREMIUM)) put(`1${area}`, ['US', 'CA'], 'premium');
  for (const code of words(INTERNATIONAL_CODES)) put(code, [], 'international');
  for (const [code, prefixes] of Object.entries(PREMIUM_RANGES)) {
    for (const prefix of words(prefixes)) {
      const { countries, countryDigits } = tree.longest(code + prefix, 0) ?? UNASSIGNED;
      tree.set(code + prefix, { countries, kind: 'premium', countryDigits });
    }
  }
}

function put(digits: string, countries: readonly string[], kind: NumberRange['kind']): void {
  tree.set(digits, { countries, kind, countryDigits: digits.length });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
