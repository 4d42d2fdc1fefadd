const MOST_LEVELS = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON text nests deeper than any request of ours. `JSON.parse` itself copes, but validation walks the value by recursion,
 * and 64 KB of brackets overflow its stack. A linear look at the bytes; that they are JSON is checked by the parser after it.
 */
export function isNestedTooDeep(text: Uint8Array): boolean {
  let level = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const byte = text[index] ?? 0;
    if (isInString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (OPENING.has(byte)) level += 1;
    else if (CLOSING.has(byte)) level -= 1;
    if (level > MOST_LEVELS) return true;
  }
  return false;
}
