import { withHeader, type Draft } from './draft.js';
import { HOSTILE_TEXTS } from './hostile-values.js';
import type { Random } from './random.js';
import type { Target } from './targets.js';

type Change = (draft: Draft, target: Target, random: Random) => Draft;

const done = (draft: Draft, what: string, changes: Partial<Draft>): Draft => ({
  ...draft,
  ...changes,
  done: [...draft.done, what],
});

/** Whether it can stand in a request line or a header as it is; otherwise the parser is entitled to refuse it. */
// eslint-disable-next-line no-control-regex
export const isCleanTarget = (text: string): boolean => /^[\x21-\x7E]*$/.test(text);
// eslint-disable-next-line no-control-regex
const isCleanHeader = (text: string): boolean => /^[\t\x20-\x7E\u0080-\uFFFF]*$/.test(text);

const ODD_IDS: readonly ((id: string) => string)[] = [
  (id) => id.slice(1),
  (id) => `${id}0`,
  (id) => id.toUpperCase(),
  (id) => `{${id}}`,
  (id) => `urn:uuid:${id}`,
  (id) => id.replaceAll('-', ''),
  (id) => `${id}%00`,
  (id) => `${id}%20`,
  (id) => `${id}%0A`,
  (id) => `${id}%2F..%2F..%2Fapi-keys`,
  (id) => `${id};a=b`,
  (id) => `${id}%3Fa=b`,
  (id) => `${id}%23`,
  (id) => `${id},${id}`,
  () => '00000000-0000-0000-0000-000000000000',
  () => 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  () => '%C0%AF',
  () => '%E0%A4%A',
  () => '%ED%A0%80',
  () => '%F0%9F%94%90',
  () => '%u0041',
  () => '%',
  () => '.',
  () => '..',
  () => '%2e%2e',
  () => '%2B14155550100',
  () => '+14155550100',
  () => '%2B99999999999999999999',
  () => 'a'.repeat(199),
  () => 'a'.repeat(201),
  () => 'a'.repeat(5_000),
  () => '%41'.repeat(500),
  () => "'%20or%201=1--",
  () => '__proto__',
  () => 'constructor',
  () => '',
];

const oddId: Change = (draft, target, random) => {
  const names = [...target.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  if (names.length === 0) return oddPath(draft, target, random);
  const chosen = random.pick(names);
  const path = target.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = target.filling.params?.[name] ?? '';
    if (name !== chosen) return encodeURIComponent(id);
    return random.chance(0.7) ? random.pick(ODD_IDS)(id) : encodeURIComponent(random.pick(HOSTILE_TEXTS));
  });
  return done(draft, `${chosen} odd`, { path });
};

const PATHS: readonly ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `/${path}`,
  (path) => path.toUpperCase(),
  (path) => `${path}.json`,
  (path) => `${path}%2F`,
  (path) => `${path}/..`,
  (path) => `${path}/../../..`,
  (path) => path.replaceAll('/', '%2F'),
  (path) => path.replaceAll('/', '\\'),
  (path) => `/.${path}`,
  (path) => `http://evil.example${path}`,
  (path) => `//evil.example${path}`,
  (path) => `${path}/__proto__`,
  (path) => `${path}/constructor`,
  (path) => `${path};jsessionid=1`,
  (path) => `${path}#fragment`,
  (path) => `${path}%`,
  (path) => `${path}/${'a/'.repeat(500)}`,
  (path) => `${path}${'%20'.repeat(100)}`,
];
const BROKEN_PATHS: readonly ((path: string) => string)[] = [
  (path) => path.slice(1),
  (path) => `${path} HTTP/1.1 x`,
  (path) => `${path}\0`,
  (path) => `${path}ü🔐`,
  () => '*',
  () => '',
  () => 'evil.example:443',
  (path) => `${path}?${'a'.repeat(20_000)}`,
];

const oddPath: Change = (draft, _target, random) => {
  const isBroken = random.chance(0.25);
  const path = random.pick(isBroken ? BROKEN_PATHS : PATHS)(draft.path);
  return done(draft, 'path odd', { path, isBrokenHttp: draft.isBrokenHttp || isBroken });
};

const QUERIES: readonly string[] = [
  'unknown=1',
  'a=1&a=2&a=3',
  'a[]=1&a[]=2',
  'a[b][c]=1',
  '__proto__[polluted]=true',
  '__proto__=1&constructor=2&prototype=3',
  'constructor[prototype][polluted]=true',
  '&&&&==&=',
  '?',
  '%',
  '%00=%00',
  '%ED%A0%80=1',
  'a=%E0%A4%A',
  'a=%u0041',
  'limit=1&limit=2',
  'a='.padEnd(6_000, 'b'),
  Array.from({ length: 900 }, (_, index) => `k${String(index)}=1`).join('&'),
  'hasOwnProperty=1&toString=2',
];

const oddQuery: Change = (draft, target, random) => {
  if (target.queryNames.length === 0 || random.chance(0.3)) {
    const query = [draft.query, random.pick(QUERIES)].filter((part) => part !== '').join('&');
    return done(draft, `query ${query.slice(0, 40)}`, { query });
  }
  const name = random.pick(target.queryNames);
  const value = encodeURIComponent(random.pick(HOSTILE_TEXTS));
  const forms = [
    `${name}=${value}`,
    `${name}=${value}&${name}=${value}`,
    `${name}[]=${value}`,
    `${name}[a]=${value}`,
    name,
    `${name}=`,
  ];
  const query = random.pick(forms);
  return done(draft, `query ${query.slice(0, 60)}`, { query });
};

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'Idempotency-Key': HOSTILE_TEXTS,
  'Last-Event-ID': HOSTILE_TEXTS,
  'X-Request-Id': HOSTILE_TEXTS,
  Authorization: [
    '',
    'Bearer',
    'Bearer \0',
    'Basic Og==',
    `Bearer ${'a'.repeat(5_000)}`,
    'Bearer tl_live_',
    'Bearer ..',
  ],
  'X-Api-Key': HOSTILE_TEXTS,
  Host: ['', 'evil.example', '127.0.0.1:99999', '[::1', 'a b', '__proto__', 'ü.example', 'a'.repeat(2_000)],
  'X-Forwarded-For': ['garbage', '', ',,,', '::ffff:999.1.1.1', '1.2.3.4, 5.6.7.8', 'fe80::1%eth0', 'a'.repeat(3_000)],
  'X-Forwarded-Host': ['evil.example', '\u00E9', ''],
  'X-Forwarded-Proto': ['gopher', ''],
  'X-HTTP-Method-Override': ['DELETE', 'nonsense'],
  Accept: ['', 'nonsense', 'application/xml', '*/*;q=x', 'a/'.repeat(500)],
  'Accept-Encoding': ['gzip, br, nonsense', 'identity;q=0, *;q=0'],
  Range: ['bytes=0-1', 'bytes=5-1', 'bytes=0-0,1-1,2-2', 'nonsense'],
  'If-None-Match': ['*', 'W/"', '"x"'],
  'If-Modified-Since': ['nonsense', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  Origin: ['null', 'https://evil.example', 'nonsense', 'http://['],
  Cookie: ['a=b; __proto__=c', '='.repeat(2_000)],
  Upgrade: ['websocket', 'h2c', 'TLS/1.0'],
  Connection: ['close, Upgrade', 'keep-alive, close'],
  apikey: HOSTILE_TEXTS,
  'X-Supabase-Api-Version': HOSTILE_TEXTS,
};

const oddHeader: Change = (draft, _target, random) => {
  const name = random.pick(Object.keys(HEADERS));
  const value = random.pick(HEADERS[name] ?? []);
  const isBroken = !isCleanHeader(value) || name === 'Host' || name === 'Connection' || name === 'Upgrade';
  const what = `${name}: ${value.slice(0, 40)}`;
  return done(withHeader(draft, name, value), what, { isBrokenHttp: draft.isBrokenHttp || isBroken });
};

const BROKEN_HEADS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'two hosts': [
    ['Host', 'a'],
    ['Host', 'b'],
  ],
  'a name with a space': [['X Y', '1']],
  'an empty name': [['', '1']],
  'a name of other letters': [['Ü', '1']],
  'a zero byte': [['X-A', 'a\0b']],
  'a line of its own': [['X-A', '1\nX-B: 2']],
  'a folded line': [['X-A', '1\r\n 2']],
  '20 KB': [['X-A', 'a'.repeat(20_000)]],
  '150 headers': Array.from({ length: 150 }, (_, index) => [`X-${String(index)}`, '1'] as const),
  '3000 headers': Array.from({ length: 3_000 }, (_, index) => [`X-${String(index)}`, '1'] as const),
};

const brokenHead: Change = (draft, _target, random) => {
  const what = random.pick(Object.keys(BROKEN_HEADS));
  return done(draft, what, { headers: [...draft.headers, ...(BROKEN_HEADS[what] ?? [])], isBrokenHttp: true });
};

const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE', 'GET', 'TRACE', 'PROPFIND', 'QUERY'];
const BROKEN_METHODS = ['get', 'NONSENSE', 'G ET', '', 'GETGET', 'CONNECT', 'PRI'];

const oddMethod: Change = (draft, target, random) => {
  const isBroken = random.chance(0.3);
  const others = METHODS.filter((method) => !target.takenMethods.has(method));
  const method = random.pick(isBroken ? BROKEN_METHODS : others);
  return done(draft, `method ${method}`, { method, isBrokenHttp: draft.isBrokenHttp || isBroken });
};

/** With how often each is chosen. */
export const HEAD_CHANGES: readonly (readonly [number, Change])[] = [
  [8, oddId],
  [2, oddPath],
  [5, oddQuery],
  [5, oddHeader],
  [1, brokenHead],
  [2, oddMethod],
];

/** Those after which hardly any request is still a good one. */
export const STRICT_HEAD_CHANGES: readonly (readonly [number, Change])[] = [
  [8, oddId],
  [1, brokenHead],
  [2, oddMethod],
];
