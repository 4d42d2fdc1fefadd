import { sealSecret, type SecretContext } from '@app/secrets';
import type { Ground, SealedValue } from './places.js';

/** A token that must not open at a place, and what was done to it. */
export interface Forgery {
  readonly kind: string;
  readonly place: SecretContext;
  readonly token: string;
}

/** `v1.<kid>.<wrapped key>.<iv>.<cipher text || tag>`, see libs/secrets/src/cipher.ts. */
const WRAPPED = 2;
const IV = 3;
const BOX = 4;
const BYTES = [WRAPPED, IV, BOX] as const;
const TAG_BYTES = 16;

/** Everything that is done to one value; `other` is another value of the same installation, from which parts are borrowed. */
export function* forgeriesOf(value: SealedValue, other: SealedValue, ground: Ground): Generator<Forgery> {
  const { place, token } = value;
  const parts = token.split('.');
  const others = other.token.split('.');
  const kinds: Readonly<Record<string, Iterable<string>>> = {
    'bit of the bytes': flippedBits(parts),
    'bit of the text': flippedCharacters(token),
    'cut bytes': cutParts(parts),
    'cut text': Array.from({ length: token.length }, (_, length) => token.slice(0, length)),
    'longer bytes': BYTES.flatMap((at) => [
      withBytes(parts, at, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
      withBytes(parts, at, (bytes) => Buffer.concat([Buffer.alloc(1), bytes])),
    ]),
    'no tag or another': [
      ...Array.from({ length: TAG_BYTES }, (_, cut) => withBytes(parts, BOX, (box) => shortTag(box, cut + 1))),
      withBytes(parts, BOX, (box) => Buffer.concat([box.subarray(0, -TAG_BYTES), Buffer.alloc(TAG_BYTES)])),
      withBytes(parts, BOX, (box) => box.subarray(-TAG_BYTES)),
    ],
    'borrowed part': [1, ...BYTES].map((at) => join(parts.with(at, others[at] ?? ''))).filter((made) => made !== token),
    'borrowed two parts': [
      join([parts[0] ?? '', others[1] ?? '', others[WRAPPED] ?? '', parts[IV] ?? '', parts[BOX] ?? '']),
      join([parts[0] ?? '', parts[1] ?? '', parts[WRAPPED] ?? '', others[IV] ?? '', others[BOX] ?? '']),
    ],
    'another key id': ['k1', 'k2', 'k3', '', 'K2', '__proto__', 'constructor', '../k1', 'k1 ', 'k'.repeat(33)]
      .filter((kid) => kid !== parts[1])
      .map((kid) => join(parts.with(1, kid))),
    'another version': ['', 'v0', 'v2', 'V1', 'v1 ', 'v01', 'v'].map((version) => join(parts.with(0, version))),
    'another order': orders(parts),
    'a part less or more': parts.flatMap((part, at) => [
      join(parts.toSpliced(at, 1)),
      join(parts.toSpliced(at, 0, part)),
      join(parts.with(at, '')),
    ]),
    'another text of the same bytes': otherTexts(parts),
    'around it': ['\n', ' ', '\0', '.', '=', '\u200B', `.${token}`].flatMap((more) => [token + more, more + token]),
    'a stranger’s key': [
      sealSecret(ground.strangersRing, place, value.plaintext),
      sealSecret(ground.strangersRing.withPrimary('k1'), place, value.plaintext),
    ],
    'no token at all': ['', value.plaintext, 'v1', '....', 'v1.k2...', 'null', '{}', `\\x${token}`],
  };
  for (const [kind, tokens] of Object.entries(kinds)) {
    for (const made of tokens) yield { kind, place, token: made };
  }
}

/** Every value at every place that is not its own, and at places whose fields join to the same text. */
export function* transplants({ values }: Ground): Generator<Forgery> {
  for (const from of values) {
    for (const to of values) {
      if (to !== from) yield { kind: `transplant: ${whatDiffers(from, to)}`, place: to.place, token: from.token };
    }
    const { table, column, tenantId, rowId } = from.place;
    const shifted: readonly Partial<SecretContext>[] = [
      { table: `${table}${column.slice(0, 1)}`, column: column.slice(1) },
      { column: `${column}${rowId.slice(0, 1)}`, rowId: rowId.slice(1) },
      { rowId: `${rowId}${tenantId.slice(0, 1)}`, tenantId: tenantId.slice(1) },
      { rowId: tenantId, tenantId: rowId },
      { table: column, column: table },
      { rowId: rowId.toUpperCase() },
      { tenantId: '' },
    ];
    for (const change of shifted) {
      yield { kind: 'transplant: shifted fields', place: { ...from.place, ...change }, token: from.token };
    }
  }
}

function whatDiffers(from: SealedValue, to: SealedValue): string {
  const fields = ['table', 'column', 'rowId', 'tenantId'] as const;
  return fields.filter((field) => from.place[field] !== to.place[field]).join(' and ');
}

function* flippedBits(parts: readonly string[]): Generator<string> {
  for (const at of BYTES) {
    const length = Buffer.from(parts[at] ?? '', 'base64url').length;
    for (let bit = 0; bit < length * 8; bit += 1) {
      yield withBytes(parts, at, (bytes) => {
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return bytes;
      });
    }
  }
}

/** Flips in the text itself also give characters that are none of base64url, and texts that are not canonical. */
function* flippedCharacters(token: string): Generator<string> {
  for (let at = 0; at < token.length; at += 1) {
    for (let bit = 0; bit < 7; bit += 1) {
      yield token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << bit)) + token.slice(at + 1);
    }
  }
}

function* cutParts(parts: readonly string[]): Generator<string> {
  for (const at of BYTES) {
    const { length } = Buffer.from(parts[at] ?? '', 'base64url');
    for (let kept = 0; kept < length; kept += 1) {
      yield withBytes(parts, at, (bytes) => bytes.subarray(0, kept));
      yield withBytes(parts, at, (bytes) => bytes.subarray(length - kept));
    }
  }
}

/** The cipher text whole and the tag cut short at its end, as GCM's own truncated tags are. */
function shortTag(box: Buffer, cut: number): Buffer {
  return box.subarray(0, box.length - cut);
}

function orders(parts: readonly string[]): string[] {
  const all = permutations([0, 1, 2, 3, 4]).map((order) => join(order.map((at) => parts[at] ?? '')));
  return all.filter((made) => made !== join(parts));
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((one) => one !== item)).map((rest) => [item, ...rest]));
}

/** What a lenient decoder would read as the same bytes. */
function otherTexts(parts: readonly string[]): string[] {
  return BYTES.flatMap((at) => {
    const text = parts[at] ?? '';
    const bytes = Buffer.from(text, 'base64url');
    return [
      `${text}=`,
      `${text}==`,
      bytes.toString('base64'),
      bytes.toString('hex'),
      `${text.slice(0, 5)}\n${text.slice(5)}`,
      `${text.slice(0, 5)} ${text.slice(5)}`,
      `${text.slice(0, 5)}!${text.slice(5)}`,
      `${text}A`,
    ]
      .filter((other) => other !== text)
      .map((other) => join(parts.with(at, other)));
  });
}

function withBytes(parts: readonly string[], at: number, change: (bytes: Buffer) => Buffer): string {
  const changed = change(Buffer.from(parts[at] ?? '', 'base64url'));
  return join(parts.with(at, changed.toString('base64url')));
}

function join(parts: readonly string[]): string {
  return parts.join('.');
}
