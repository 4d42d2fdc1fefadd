import type { Json } from '../json.js';
import { isJsonList, isJsonObject } from '../json.js';

const BOOK_KEEPING = new Set(['seq']);
const DATE_KEYS = /^(date[A-Z_]|created_at$|updated_at$)/;

/**
 * The same state always gives the same bytes: keys sorted, creation order left out, and dates too when they are not
 * wanted, so that "undo leaves the account as it was" is a comparison of two strings.
 */
export function canonical(value: Json, keepDates: boolean): Json {
  if (isJsonList(value)) return value.map((item) => canonical(item, keepDates));
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => !BOOK_KEEPING.has(key) && (keepDates || !DATE_KEYS.test(key)))
    .toSorted();
  return Object.fromEntries(keys.map((key) => [key, canonical(value[key] ?? null, keepDates)]));
}
