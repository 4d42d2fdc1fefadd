/** As JSON.stringify writes a zero character and half a surrogate pair: behind an even number of backslashes. */
const UNSTORABLE = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Whether a JSON value holds, in any text or name, a zero character or half of a character: PostgreSQL stores neither. */
export function holdsUnstorable(value: unknown): boolean {
  return value !== undefined && UNSTORABLE.test(JSON.stringify(value));
}
