/** An element with its children in order; text between elements is kept as strings, entities already resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** The text is not well-formed XML; the message says where. */
export class XmlError extends Error {}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.-]*/y;
const SPACE = /[ \t\r\n]*/y;
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const DEEPEST = 32;

/**
 * Reads the subset of XML 1.0 that TwiML needs: one root, elements, attributes, text, CDATA, comments, the XML declaration. Strict:
 * a document type, a second attribute of the same name, an unknown entity or a stray `&` or `<` is refused, as by a real parser
 * without external entities.
 */
export function readXml(text: string): XmlElement {
  if (hasForbidden(text)) throw new XmlError('a character that XML does not allow');
  return new Reader(text.replace(/^\uFEFF/, '')).document();
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): XmlElement {
    const declaration = /^<\?xml[ \t\r\n][^?]*\?>/.exec(this.text);
    if (declaration) this.at = declaration[0].length;
    this.misc();
    if (!this.looksAt('<')) this.fail('the document has no root element');
    const root = this.element(0);
    this.misc();
    if (this.at < this.text.length) this.fail('something follows the root element');
    return root;
  }

  private element(depth: number): XmlElement {
    if (depth > DEEPEST) this.fail('elements are nested too deep');
    this.expect('<');
    const name = this.match(NAME) ?? this.fail('an element needs a name');
    const attributes = this.attributes();
    if (this.take('/>')) return { name, attributes, children: [] };
    this.expect('>');
    const children = this.content(depth);
    if (this.match(NAME) !== name) this.fail(`<${name}> is closed by another name`);
    this.match(SPACE);
    this.expect('>');
    return { name, attributes, children };
  }

  private attributes(): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (;;) {
      const space = this.match(SPACE);
      if (this.looksAt('>') || this.looksAt('/>')) return attributes;
      ATTRIBUTE.lastIndex = this.at;
      const found = ATTRIBUTE.exec(this.text);
      if (!found || space === '') this.fail('an attribute is not well-formed');
      const [all, name = '', double, single] = found;
      if (Object.hasOwn(attributes, name)) this.fail(`attribute ${name} is there twice`);
      // White space in attribute values is normalised to spaces (XML 1.0 section 3.3.3), character references are not.
      attributes[name] = this.resolve((double ?? single ?? '').replaceAll(/\r\n|[\t\r\n]/g, ' '));
      this.at += all.length;
    }
  }

  /** Up to and including the `</` of the end tag. */
  private content(depth: number): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    const add = (text: string): void => {
      const last = children.at(-1);
      if (typeof last === 'string') children[children.length - 1] = last + text;
      else if (text !== '') children.push(text);
    };
    for (;;) {
      const next = this.text.indexOf('<', this.at);
      if (next === -1) this.fail('an element is not closed');
      const raw = this.text.slice(this.at, next);
      if (raw.includes(']]>')) this.fail(']]> in text');
      add(this.resolve(raw.replaceAll(/\r\n?/g, '\n')));
      this.at = next;
      if (this.take('</')) return children;
      if (this.take('<![CDATA[')) add(this.until(']]>'));
      else if (!this.comment()) children.push(this.element(depth + 1));
    }
  }

  private misc(): void {
    do this.match(SPACE);
    while (this.comment());
  }

  private comment(): boolean {
    if (!this.take('<!--')) return false;
    this.until('--');
    if (!this.take('>')) this.fail('-- inside a comment');
    return true;
  }

  private resolve(raw: string): string {
    return raw.replaceAll(/&([^;&\s]*);?/g, (whole, reference: string) => {
      const text = whole.endsWith(';') ? resolveReference(reference) : undefined;
      return text ?? this.fail(`${whole} is no reference that XML knows`);
    });
  }

  private until(end: string): string {
    const found = this.text.indexOf(end, this.at);
    if (found === -1) this.fail(`${end} is missing`);
    const text = this.text.slice(this.at, found);
    this.at = found + end.length;
    return text;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private looksAt(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  private take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`${text} is missing`);
  }

  private fail(why: string): never {
    const line = this.text.slice(0, this.at).split('\n').length;
    throw new XmlError(`line ${line}: ${why}`);
  }
}

function resolveReference(reference: string): string | undefined {
  if (Object.hasOwn(NAMED, reference)) return NAMED[reference];
  const numeric = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference);
  if (!numeric) return undefined;
  const code = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  if (code > 0x10_ff_ff) return undefined;
  const character = String.fromCodePoint(code);
  return hasForbidden(character) ? undefined : character;
}

/** XML 1.0 section 2.2: tab, line ends and everything from the space on, without lone surrogates and the two non-characters. */
function hasForbidden(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 32 && code !== 9 && code !== 10 && code !== 13;
    if (isControl || (code >= 0xd8_00 && code <= 0xdf_ff) || code === 0xff_fe || code === 0xff_ff) return true;
  }
  return false;
}
