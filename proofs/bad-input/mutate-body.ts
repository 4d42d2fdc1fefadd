import { gzipSync } from 'node:zlib';
import { withHeader, type Draft } from './draft.js';
import { EXTRA_MEMBERS, HOSTILE_JSON } from './hostile-values.js';
import type { Random } from './random.js';
import type { Target, ValueSchema } from './targets.js';

type Change = (draft: Draft, target: Target, random: Random) => Draft;

/** Members in order, values as JSON text: what JSON.stringify would not write can be written too. */
type Members = readonly (readonly [string, string])[];

const membersOf = ({ filling }: Target): Members =>
  Object.entries(filling.body ?? {}).map(([name, value]) => [name, JSON.stringify(value)]);

const written = (members: Members): string => `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`;

const withBody = (draft: Draft, body: string | Buffer, what: string): Draft => ({
  ...withHeader(draft, 'Content-Type', 'application/json'),
  body,
  done: [...draft.done, what],
});

/** Just inside and just outside of what the document allows. */
function bounds({ minimum, maximum, minLength, maxLength, enum: allowed, items }: ValueSchema): string[] {
  const numbers = [minimum, maximum].flatMap((bound) =>
    bound === undefined ? [] : [bound - 1, bound, bound + 1, bound + 0.5],
  );
  const lengths = [minLength, maxLength].flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]));
  const names = [...(allowed ?? []), ...(items?.enum ?? [])].map(String);
  return [
    ...numbers.flatMap((number) => [String(number), JSON.stringify(String(number))]),
    ...lengths.filter((length) => length >= 0).map((length) => JSON.stringify('b'.repeat(length))),
    ...names.flatMap((name) => [name.toUpperCase(), `${name} `, name.slice(1)]).map((name) => JSON.stringify(name)),
  ];
}

/** One field gets a value that it must not, or only just, have. */
const oneField: Change = (draft, target, random) => {
  const members = membersOf(target);
  const names = [...new Set([...members.map(([name]) => name), ...Object.keys(target.fields)])];
  const name = names.length === 0 ? 'anything' : random.pick(names);
  const value = random.pick([...bounds(target.fields[name] ?? {}), ...HOSTILE_JSON]);
  const changed = [...members.filter(([other]) => other !== name), [name, value] as const];
  return withBody(draft, written(changed), `${name} is ${value.slice(0, 60)}`);
};

const extraMember: Change = (draft, target, random) => {
  const name = random.pick(EXTRA_MEMBERS);
  const value = random.chance(0.3) ? '{"polluted":true}' : random.pick(HOSTILE_JSON);
  const members = membersOf(target);
  const at = random.below(members.length + 1);
  return withBody(
    draft,
    written([...members.slice(0, at), [name, value], ...members.slice(at)]),
    `also ${name.slice(0, 30)}`,
  );
};

const manyMembers: Change = (draft, target, random) => {
  const count = random.pick([30, 1_000, 4_000]);
  const extra = Array.from({ length: count }, (_, index) => [`m${String(index)}`, '1'] as const);
  return withBody(draft, written([...membersOf(target), ...extra]), `${String(count)} members more`);
};

const missingMember: Change = (draft, target, random) => {
  const members = membersOf(target);
  const gone = random.below(Math.max(1, members.length));
  return withBody(draft, written(members.filter((_, index) => index !== gone)), `without member ${String(gone)}`);
};

const doubledMember: Change = (draft, target, random) => {
  const members = membersOf(target);
  const name = members.length === 0 ? 'a' : random.pick(members)[0];
  return withBody(draft, written([...members, [name, random.pick(HOSTILE_JSON)]]), `${name} twice`);
};

const anotherRoot: Change = (draft, target, random) => {
  const body = written(membersOf(target));
  const roots = [
    '',
    ' ',
    '\n',
    'null',
    '[]',
    '{}',
    '0',
    '"x"',
    'true',
    `[${body}]`,
    JSON.stringify(body),
    `${body}${body}`,
    `${body},`,
  ];
  const root = random.chance(0.7) ? random.pick(roots) : random.pick(HOSTILE_JSON);
  return withBody(draft, root, `the body is ${root.slice(0, 60)}`);
};

/** The text of a good body, damaged somewhere. */
const damagedText: Change = (draft, target, random) => {
  const bytes = Buffer.from(written(membersOf(target)), 'utf8');
  const at = random.below(bytes.length);
  const damages: Readonly<Record<string, () => Buffer>> = {
    cut: () => bytes.subarray(0, at),
    'a byte changed': () => Buffer.from(bytes.map((byte, index) => (index === at ? random.below(256) : byte))),
    'bytes put in': () =>
      Buffer.concat([bytes.subarray(0, at), Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff]), bytes.subarray(at)]),
    'a zero byte put in': () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1), bytes.subarray(at)]),
    'a byte order mark': () => Buffer.concat([Buffer.from('\uFEFF'), bytes]),
    'UTF-16': () => Buffer.from(bytes.toString('utf8'), 'utf16le'),
    'a comma too many': () => Buffer.from(bytes.toString('utf8').replace(/\}$/, ',}')),
    'single quotes': () => Buffer.from(bytes.toString('utf8').replaceAll('"', "'")),
    'a comment': () => Buffer.from(`/* */${bytes.toString('utf8')}`),
    'random bytes': () => Buffer.from(Array.from({ length: 200 }, () => random.below(256))),
    '70 KB': () => Buffer.from(JSON.stringify({ padding: 'x'.repeat(70_000) })),
    '1 MB': () => Buffer.alloc(1_000_000, '['),
  };
  const what = random.pick(Object.keys(damages));
  return withBody(draft, damages[what]?.() ?? bytes, `${what} at ${String(at)}`);
};

const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/xml',
  'application/vnd.api+json',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'application/json;;;;',
  'application/json, text/plain',
  'APPLICATION/JSON',
  'application/json\u00E9',
  'json',
  '/',
  '*/*',
  '__proto__',
  'a'.repeat(2_000),
  '',
];

const wrongContentType: Change = (draft, target, random) => {
  const type = random.pick(CONTENT_TYPES);
  const body = draft.body ?? written(membersOf(target));
  return {
    ...withHeader({ ...draft, body }, 'Content-Type', type),
    done: [...draft.done, `Content-Type ${type.slice(0, 40)}`],
  };
};

const noContentType: Change = (draft, target) => ({
  ...draft,
  headers: draft.headers.filter(([name]) => name !== 'Content-Type'),
  body: draft.body ?? written(membersOf(target)),
  done: [...draft.done, 'no Content-Type'],
});

const wrongEncoding: Change = (draft, target, random) => {
  const body = Buffer.from(draft.body ?? written(membersOf(target)));
  const encoding = random.pick(['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'nonsense']);
  const coded = withHeader(draft, 'Content-Encoding', encoding);
  return withBody(coded, random.chance(0.5) ? gzipSync(body) : body, `Content-Encoding ${encoding}`);
};

/** How long the body says it is, and how it is cut in pieces. */
const wrongFraming: Change = (draft, target, random) => {
  const body = Buffer.from(draft.body ?? written(membersOf(target)));
  const framings: Readonly<Record<string, () => Draft>> = {
    'Content-Length too small': () =>
      withHeader({ ...draft, body }, 'Content-Length', String(Math.floor(body.length / 2))),
    'Content-Length 0': () => withHeader({ ...draft, body }, 'Content-Length', '0'),
    'Content-Length negative': () => withHeader({ ...draft, body }, 'Content-Length', '-1'),
    'Content-Length no number': () => withHeader({ ...draft, body }, 'Content-Length', '1e1'),
    'Content-Length huge': () => withHeader({ ...draft, body }, 'Content-Length', '999999999999'),
    'Content-Length twice': () => ({
      ...draft,
      body,
      headers: [...draft.headers, ['Content-Length', '1'], ['Content-Length', '2']],
    }),
    'chunked and not': () => withHeader({ ...draft, body }, 'Transfer-Encoding', 'chunked'),
    'chunked in one piece': () =>
      withHeader(
        {
          ...draft,
          body: Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
        },
        'Transfer-Encoding',
        'chunked',
      ),
    'chunked and a length': () => ({
      ...draft,
      body,
      headers: [...draft.headers, ['Transfer-Encoding', 'chunked'], ['Content-Length', '5']],
    }),
    'Transfer-Encoding unknown': () => withHeader({ ...draft, body }, 'Transfer-Encoding', 'nonsense'),
    'Expect unknown': () => withHeader({ ...draft, body }, 'Expect', 'nonsense'),
  };
  const what = random.pick(Object.keys(framings));
  const framed = framings[what]?.() ?? draft;
  return { ...withHeader(framed, 'Content-Type', 'application/json'), isBrokenHttp: true, done: [...draft.done, what] };
};

/** With how often each is chosen. */
export const BODY_CHANGES: readonly (readonly [number, Change])[] = [
  [10, oneField],
  [4, extraMember],
  [1, manyMembers],
  [2, missingMember],
  [2, doubledMember],
  [3, anotherRoot],
  [4, damagedText],
  [2, wrongContentType],
  [1, noContentType],
  [1, wrongEncoding],
  [2, wrongFraming],
];
