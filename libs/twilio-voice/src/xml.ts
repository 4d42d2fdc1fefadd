/** What XML 1.0 (section 2.2) cannot hold, not even escaped: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const HARMLESS = /^[\w +\-.:;=/?#@,()*!~$%[\]|]*$/;
const IN_ATTRIBUTE = /[&<"\t\n\r]/g;
const IN_TEXT = /[&<>\r]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** The text without what no XML document can hold. */
export function cleanText(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(UNWRITABLE, '');
}

/** The content of an element. */
export function textOf(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(UNWRITABLE, '').replace(IN_TEXT, escape);
}

/** One attribute, with the space before it. White space is written so that a parser does not make plain spaces of it. */
export function attribute(name: string, value: string | number | boolean): string {
  const text = String(value);
  return ` ${name}="${HARMLESS.test(text) ? text : text.replace(UNWRITABLE, '').replace(IN_ATTRIBUTE, escape)}"`;
}

function escape(character: string): string {
  return ESCAPES[character] ?? '';
}
