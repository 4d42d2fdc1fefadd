import { isAscii } from 'node:buffer';
import { unescape } from 'node:querystring';

/** What a form said. */
export interface FormFields {
  /** Each name with its value; with the first one where a name comes more than once. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of the names that came more than once; null when none did, which is every request of Twilio's. */
  readonly repeated: ReadonlyMap<string, readonly string[]> | null;
}

const PERCENT = 0x25;
const PLUS = 0x2b;
const EQUALS = 0x3d;
const AMPERSAND = 0x26;

/**
 * Reads `application/x-www-form-urlencoded` bytes in one pass, with the result of `URLSearchParams` (WHATWG URL, section 5.1) for any
 * ASCII body, malformed escapes included. Other bytes never come from Twilio; they are read as UTF-8.
 */
export function readForm(body: Buffer): FormFields {
  const text = body.toString(isAscii(body) ? 'latin1' : 'utf8');
  const values = new Map<string, string>();
  let repeated: Map<string, string[]> | null = null;
  const end = text.length;
  let start = 0;
  let equals = -1;
  let nameIsEscaped = false;
  let valueIsEscaped = false;
  for (let index = 0; index <= end; index++) {
    const code = index === end ? AMPERSAND : text.charCodeAt(index);
    if (code === AMPERSAND) {
      if (index > start) {
        const nameEnd = equals === -1 ? index : equals;
        const name = part(text, start, nameEnd, nameIsEscaped);
        const value = equals === -1 ? '' : part(text, equals + 1, index, valueIsEscaped);
        const known = values.get(name);
        if (known === undefined) values.set(name, value);
        else repeated = withRepeated(repeated, name, known, value);
      }
      start = index + 1;
      equals = -1;
      nameIsEscaped = false;
      valueIsEscaped = false;
    } else if (code === EQUALS) {
      if (equals === -1) equals = index;
    } else if (code === PERCENT || code === PLUS) {
      if (equals === -1) nameIsEscaped = true;
      else valueIsEscaped = true;
    }
  }
  return { values, repeated };
}

function part(text: string, from: number, to: number, isEscaped: boolean): string {
  const raw = text.slice(from, to);
  return isEscaped ? unescape(raw.replaceAll('+', ' ')) : raw;
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
