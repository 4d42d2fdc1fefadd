import { createHash, createHmac } from 'node:crypto';
import type { FleetAccount } from '../harness/fleet.js';
import { PUBLIC_URL } from '../harness/fleet-database.js';
import type { SeededRandom } from '../harness/seeded-random.js';
import { newSid, signed, type SignedRequest } from '../harness/webhook-account.js';
import type { GenuineRequest } from './genuine.js';
import { resplit } from './resplit.js';

export const HOOKS = ['voice', 'dial-ended', 'refer', 'client', 'disaster-recovery', 'status', 'recording'] as const;
export type Hook = (typeof HOOKS)[number];

export interface Forgery extends SignedRequest {
  readonly method?: string;
}

export interface ForgeryKind {
  readonly name: string;
  /** Hooks where the same request would be nothing forged. */
  readonly except?: readonly Hook[];
  readonly forge: (request: GenuineRequest, hook: Hook, random: SeededRandom) => Forgery;
}

const SIGNATURE = 'x-twilio-signature';
const NUMBERLESS: readonly Hook[] = ['dial-ended', 'refer', 'client', 'status', 'recording'];

/**
 * Every way that we know to make a request pass for one of `own`'s. The stranger is another tenant of the installation, whose token
 * signs what the stranger likes; a call of theirs is `strangersCall`.
 */
export function forgeries(own: FleetAccount, stranger: FleetAccount, strangersCall: string): readonly ForgeryKind[] {
  const inPath = (path: string, to: FleetAccount) => path.replace(/\/twilio\/[^/]+\//, `/twilio/${to.ingressId}/`);
  const resigned = (path: string, token: string, fields: Readonly<Record<string, string>>) =>
    signed(PUBLIC_URL, path, token, fields);
  return [
    // Across tenants: each of the two knows their own token and may know everything of the other's but that.
    {
      name: "the stranger's token at own's address",
      forge: ({ path, fields }) => resigned(path, stranger.authToken, fields),
    },
    {
      name: "the stranger's token and account at own's address",
      forge: ({ path, fields }) => resigned(path, stranger.authToken, { ...fields, AccountSid: stranger.accountSid }),
    },
    {
      name: "own's account at the stranger's address",
      forge: ({ path, fields }) => resigned(inPath(path, stranger), stranger.authToken, fields),
    },
    {
      name: "own's number at the stranger's address",
      except: NUMBERLESS,
      forge: ({ path, fields }) =>
        resigned(inPath(path, stranger), stranger.authToken, { ...fields, AccountSid: stranger.accountSid }),
    },
    {
      name: 'both accounts at once',
      forge: ({ path, fields, headers, body }) => {
        const pairs = [...Object.entries(fields), ['AccountSid', stranger.accountSid] as const];
        const text = pairs
          .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
          .map(([name, value]) => name + value)
          .join('');
        const at = inPath(path, stranger);
        const signature = createHmac('sha1', stranger.authToken)
          .update(PUBLIC_URL + at + text)
          .digest('base64');
        return {
          path: at,
          headers: { ...headers, [SIGNATURE]: signature },
          body: `AccountSid=${stranger.accountSid}&${body}`,
        };
      },
    },
    {
      name: "a genuine request at the stranger's address",
      forge: (given) => ({ ...given, path: inPath(given.path, stranger) }),
    },
    {
      name: 'a call that is known as the stranger’s',
      forge: ({ path, fields }) => resigned(path, own.authToken, { ...fields, CallSid: strangersCall }),
    },
    // Replayed where it does not belong.
    {
      name: 'replayed at another hook',
      forge: (given, hook, random) => {
        const others = HOOKS.filter((other) => other !== hook);
        const other = others[random.below(others.length)] ?? 'voice';
        return { ...given, path: given.path.replace(`/${hook}`, `/${other}`) };
      },
    },
    {
      name: 'replayed with another query',
      forge: (given) => ({ ...given, path: `${given.path}${given.path.includes('?') ? '&' : '?'}c=1` }),
    },
    {
      name: 'replayed with another cursor',
      except: ['voice', 'client', 'disaster-recovery', 'status', 'recording'],
      forge: (given) => ({ ...given, path: given.path.replace('.0.', '.1.') }),
    },
    // Signed for somewhere else.
    ...[
      'http://voice.example.com',
      'https://voice.example.com:8443',
      'https://evil.example',
      'https://voice.example.com.evil.example',
    ].map((base) => ({
      name: `signed for ${base}`,
      forge: ({ path, fields }: GenuineRequest) => {
        const host = new URL(base).host;
        const { headers, body } = signed(base, path, own.authToken, fields);
        const told = {
          host,
          'x-forwarded-host': host,
          'x-forwarded-proto': base.split(':')[0] ?? '',
          forwarded: `host=${host}`,
        };
        return { path, headers: { ...headers, ...told }, body };
      },
    })),
    // Without the token.
    {
      name: 'no signature',
      forge: ({ path, headers, body }) => ({ path, body, headers: without(headers, SIGNATURE) }),
    },
    { name: 'an empty signature', forge: (given) => withSignature(given, '') },
    { name: 'signed with an empty token', forge: ({ path, fields }) => resigned(path, '', fields) },
    { name: 'signed with the account’s SID', forge: ({ path, fields }) => resigned(path, own.accountSid, fields) },
    {
      name: 'a random signature',
      forge: (given, _, random) =>
        withSignature(given, Buffer.from(Array.from({ length: 20 }, () => random.below(256))).toString('base64')),
    },
    {
      name: 'a signature with one bit changed',
      forge: (given, _, random) => {
        const bytes = Buffer.from(given.headers[SIGNATURE] ?? '', 'base64');
        const at = random.below(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        return withSignature(given, bytes.toString('base64'));
      },
    },
    {
      name: 'the same bytes in another base64',
      // The last letter before the padding has two bits that no byte needs.
      forge: (given) => withSignature(given, otherSpelling(given.headers[SIGNATURE] ?? '')),
    },
    { name: 'two signatures', forge: (given) => withSignature(given, `${given.headers[SIGNATURE] ?? ''}, AAAA`) },
    // Changed on the way.
    {
      name: 'one byte of the body changed',
      forge: (given, _, random) => {
        const bytes = Buffer.from(given.body);
        const at = random.below(bytes.length);
        const before = bytes[at] ?? 0;
        bytes[at] = before === 0x78 ? 0x79 : 0x78;
        return { ...given, body: bytes.toString('latin1') };
      },
    },
    { name: 'a field more', forge: (given) => ({ ...given, body: `${given.body}&Digits=1` }) },
    {
      name: 'a field less',
      forge: (given, _, random) => {
        const pairs = given.body.split('&').filter((pair) => !pair.endsWith('='));
        const gone = pairs[random.below(pairs.length)] ?? '';
        return {
          ...given,
          body: given.body
            .split('&')
            .filter((pair) => pair !== gone)
            .join('&'),
        };
      },
    },
    {
      name: 'split anew between names and values',
      forge: (given, hook, random) => ({ ...given, body: resplit(given.fields, hook, random) }),
    },
    // Another kind of body.
    {
      name: 'JSON without a hash',
      forge: ({ path, fields }) => asJson(resigned(path, own.authToken, {}), JSON.stringify(fields)),
    },
    {
      name: 'JSON under another hash',
      forge: ({ path, fields }) => {
        const body = JSON.stringify(fields);
        const hash = createHash('sha256').update(`${body} `).digest('hex');
        return asJson(resigned(`${path}${path.includes('?') ? '&' : '?'}bodySHA256=${hash}`, own.authToken, {}), body);
      },
    },
    {
      name: 'a form under the signature of its address',
      forge: ({ path, body }) => ({ ...resigned(path, own.authToken, {}), body }),
    },
    { name: 'no body', forge: (given) => ({ ...given, body: '' }) },
    { name: 'a body that is no form', forge: (given, _, random) => ({ ...given, body: noise(random) }) },
    { name: 'another method', forge: (given) => ({ ...given, method: 'PUT' }) },
    // Fields of no shape that Twilio sends, rightly signed.
    ...['', 'CA', `CA${'g'.repeat(32)}`, `CA${'0'.repeat(33)}`, `CA${'0'.repeat(32)}\n`].map((callSid) => ({
      name: `a call named ${JSON.stringify(callSid.slice(0, 6))} of ${String(callSid.length)}`,
      forge: ({ path, fields }: GenuineRequest) => resigned(path, own.authToken, { ...fields, CallSid: callSid }),
    })),
    {
      name: 'no account',
      forge: ({ path, fields }) => resigned(path, own.authToken, without(fields, 'AccountSid')),
    },
    {
      name: 'an address that nobody has',
      forge: (given) => ({ ...given, path: inPath(given.path, { ...own, ingressId: newSid('').slice(0, 32) }) }),
    },
    {
      name: 'the address in capitals',
      forge: (given) => ({
        ...given,
        path: inPath(given.path, { ...own, ingressId: own.ingressId.toUpperCase().replace(/^[0-9]/, 'A') }),
      }),
    },
    {
      name: 'the address with a dot',
      forge: (given) => ({ ...given, path: given.path.replace('/twilio/', '/twilio/./') }),
    },
  ];
}

function withSignature(given: SignedRequest, signature: string): Forgery {
  return { ...given, headers: { ...given.headers, [SIGNATURE]: signature } };
}

function otherSpelling(base64: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = base64.at(-2) ?? 'A';
  return `${base64.slice(0, -2)}${letters[letters.indexOf(last) ^ 1] ?? 'B'}=`;
}

function asJson(request: SignedRequest, body: string): Forgery {
  return { ...request, headers: { ...request.headers, 'content-type': 'application/json' }, body };
}

function noise(random: SeededRandom): string {
  return Array.from({ length: 1 + random.below(400) }, () => String.fromCharCode(random.below(256))).join('');
}

function without<T>(fields: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
