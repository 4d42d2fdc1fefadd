import type { E164 } from '../routing-document.js';
import { CALLING_CODES } from './calling-codes.js';
import { NORTH_AMERICAN_AREAS } from './north-american-areas.js';
import { PrefixTree } from './prefix-tree.js';
import {
  CODES_WITH_LEADING_ZERO,
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

/** +1, area code, exchange code, four digits; neither code begins with 0 or 1 (NANPA). */
const NORTH_AMERICAN = /^\+1[2-9]\d\d[2-9]\d{6}$/;
/** Pay-per-call exchange and directory assistance, which is charged for, in the United States and Canada. */
const NORTH_AMERICAN_CHARGED = /^\+1\d{3}(?:976|5551212)/;

/** A range as the tree has it. */
interface Entry extends NumberRange {
  /** Numbers with fewer digits, without `+`, are of the range around it. */
  readonly minDigits: number;
  readonly shorter: NumberRange;
}

const NOWHERE: NumberRange = { countries: [], kind: 'unassigned', countryDigits: 15 };
const UNASSIGNED: Entry = { ...NOWHERE, minDigits: 0, shorter: NOWHERE };
const tree = new PrefixTree<Entry>();
fill();

/** Of an E.164 number; anything that is in no range is `unassigned`. */
export function lookUpNumber(number: E164): NumberRange {
  const found = tree.longest(number, 1) ?? UNASSIGNED;
  const range = number.length - 1 < found.minDigits ? found.shorter : found;
  if (number.charCodeAt(1) !== ONE) return range;
  if (!NORTH_AMERICAN.test(number)) return UNASSIGNED;
  const isCharged =
    NORTH_AMERICAN_CHARGED.test(number) && range.countries.some((country) => country === 'US' || country === 'CA');
  return isCharged ? { ...range, kind: 'premium' } : range;
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
  for (const code of callingCodes()) {
    if (!CODES_WITH_LEADING_ZERO.split(' ').includes(code)) tree.set(`${code}0`, UNASSIGNED);
  }
  for (const [country, areas] of Object.entries(NORTH_AMERICAN_AREAS)) {
    for (const area of words(areas)) put(`1${area}`, [country], 'ordinary');
  }
  for (const area of words(NORTH_AMERICAN_TOLL_FREE)) put(`1${area}`, ['US', 'CA'], 'toll-free');
  for (const area of words(NORTH_AMERICAN_PREMIUM)) put(`1${area}`, ['US', 'CA'], 'premium');
  for (const code of words(INTERNATIONAL_CODES)) put(code, [], 'international');
  for (const [code, prefixes] of Object.entries(PREMIUM_RANGES)) {
    for (const word of words(prefixes)) {
      const [prefix = '', minNational = '0'] = word.split(':');
      const shorter = tree.longest(code + prefix, 0) ?? UNASSIGNED;
      tree.set(code + prefix, { ...shorter, kind: 'premium', minDigits: code.length + Number(minNational), shorter });
    }
  }
}

/** The codes of countries, without the longer ones by which some of them share one. */
function callingCodes(): string[] {
  const codes = CALLING_CODES.split(/[·\n]/).flatMap((entry) => words(entry).slice(1));
  return codes.filter((code) => !codes.some((other) => other !== code && code.startsWith(other)));
}

function put(digits: string, countries: readonly string[], kind: NumberRange['kind']): void {
  tree.set(digits, { countries, kind, countryDigits: digits.length, minDigits: 0, shorter: NOWHERE });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
