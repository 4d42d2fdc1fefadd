import { isAscii } from 'node:buffer';
import { unescape } from 'node:querystring';

/** What a form said. */
export interface FormFields {
  /** Each name with its value; with the first one where a name comes more than once. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of the names that came more than once; null when none did, which is every request of Twilio's. */
  readonly repeated: ReadonlyMap<string, readonly string[]> | null;
}

/**
 * Reads `application/x-www-form-urlencoded` bytes in one pass, with the result of `URLSearchParams` (WHATWG URL, section 5.1) for any
 * ASCII body, malformed escapes included. Other bytes never come from Twilio; they are read as UTF-8.
 */
export function readForm(body: Buffer): FormFields {
  const text = body.toString(isAscii(body) ? 'latin1' : 'utf8');
  const values = new Map<string, string>();
  let repeated: Map<string, string[]> | null = null;
  // Where the next escape is: most fields have none and are left as they are.
  let percent = indexIn(text, '%', 0);
  let plus = indexIn(text, '+', 0);
  for (let start = 0; start < text.length;) {
    const stop = indexIn(text, '&', start);
    if (stop > start) {
      const equals = Math.min(indexIn(text, '=', start), stop);
      let name = text.slice(start, equals);
      let value = text.slice(equals + 1, stop);
      if (percent < stop || plus < stop) {
        name = decoded(name);
        value = decoded(value);
        percent = indexIn(text, '%', stop);
        plus = indexIn(text, '+', stop);
      }
      const known = values.get(name);
      if (known === undefined) values.set(name, value);
      else repeated = withRepeated(repeated, name, known, value);
    }
    start = stop + 1;
  }
  return { values, repeated };
}

/** The length of the text where it is not found. */
function indexIn(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from);
  return index === -1 ? text.length : index;
}

function decoded(part: string): string {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
  const percent = spaced.indexOf('%');
  if (percent === -1) return spaced;
  // A telephone number, the commonest of all: its plus is the only escape.
  if (percent === 0 && spaced.startsWith('%2B') && !spaced.includes('%', 1)) return `+${spaced.slice(3)}`;
  return unescape(spaced);
}

function withRepeated(
  repeated: Map<string, string[]> | null,
  name: string,
  first: string,
  value: string,
): Map<string, string[]> {
  const all = repeated ?? new Map<string, string[]>();
  const values = all.get(name) ?? [first];
  values.push(value);
  return all.set(name, values);
}
