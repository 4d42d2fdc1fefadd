/** One way in which a secret may lie about. */
export interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

const SHORTEST = 8;

/** Every form of a text secret that is looked for. */
export function formsOf(text: string): Form[] {
  const bytes = Buffer.from(text, 'utf8');
  const forms: [string, string][] = [
    ['plain', text],
    ['JSON', JSON.stringify(text).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(text)],
    ['form-encoded', new URLSearchParams([['', text]]).toString().slice(1)],
    ...encodedForms(bytes),
  ];
  return unique(forms.map(([name, form]) => ({ name, bytes: Buffer.from(form, 'utf8') })));
}

/** Of a binary key, also the bytes themselves. */
export function formsOfBytes(bytes: Buffer): Form[] {
  return unique([
    { name: 'bytes', bytes },
    ...encodedForms(bytes).map(([name, form]) => ({ name, bytes: Buffer.from(form, 'utf8') })),
  ]);
}

function encodedForms(bytes: Buffer): [string, string][] {
  const hex = bytes.toString('hex');
  return [
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ...([0, 1, 2] as const).flatMap((offset): [string, string][] => {
      const inner = base64Inside(bytes, offset);
      return [
        [`base64 at ${String(offset)}`, inner],
        [`base64url at ${String(offset)}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
}

/**
 * What base64 makes of the bytes when `offset` others stand before them (modulo three) and any after: only the characters that
 * depend on nothing else. It finds a secret inside anything encoded, whatever is around it, a Basic header with its user name
 * included.
 */
function base64Inside(bytes: Buffer, offset: 0 | 1 | 2): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const first = Math.ceil((offset * 8) / 6);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(first, whole);
}

/** Without what is the same twice, and without what is too short to mean anything when it is found. */
function unique(forms: readonly Form[]): Form[] {
  const seen = new Set<string>();
  return forms.filter(({ bytes }) => {
    const text = bytes.toString('latin1');
    if (seen.has(text) || bytes.length < SHORTEST) return false;
    seen.add(text);
    return true;
  });
}
