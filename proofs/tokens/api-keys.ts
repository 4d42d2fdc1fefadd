import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SupabaseClient } from '@supabase/supabase-js';
import { SUPABASE } from '../../apps/api/src/database/supabase.token.js';
import type { Supabase } from '@app/supabase';
import { ALL_SCOPES } from '../../apps/api/src/auth/scope.js';
import type { Issuer } from './issuers.js';
import { goodToken } from './issuers.js';
import { vector, type Presented, type Vector, type VectorClass } from './vector.js';

/** Keys of two tenants: good ones, and what is left of others. */
export interface KeyChest {
  readonly good: string;
  readonly others: string;
  readonly revoked: string;
  readonly expired: string;
  /** Of a key whose row was deleted. */
  readonly deleted: string;
  readonly rowId: string;
}

interface Made {
  readonly apiKeyId: string;
  readonly token: string;
}

/** Each key works before it is revoked, expires or is deleted, as `works` must confirm. */
export async function fillChest(issuer: Issuer, works: (key: string) => Promise<void>): Promise<KeyChest> {
  const { world } = issuer;
  let names = 0;
  const mint = async (as: string): Promise<Made> => {
    names += 1;
    const body = { name: `key ${String(names)}`, scopes: ALL_SCOPES };
    const answer = await world.send('POST', '/api/v1/api-keys', { as, body });
    if (answer.status !== 201) throw new Error(`no API key: ${String(answer.status)} ${answer.text}`);
    const made = answer.body as Made;
    await works(made.token);
    return made;
  };
  const own = goodToken(issuer);
  const client: SupabaseClient = world.api.app.get<Supabase>(SUPABASE, { strict: false }).asService();
  const [good, others, revoked, expired, deleted] = [
    await mint(own),
    await mint(await issuer.othersToken()),
    await mint(own),
    await mint(own),
    await mint(own),
  ];
  await world.send('DELETE', `/api/v1/api-keys/${revoked.apiKeyId}`, { as: own });
  const past = { created_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-02T00:00:00Z' };
  const ended = await client.from('api_keys').update(past).eq('id', expired.apiKeyId);
  const gone = await client.from('api_keys').delete().eq('id', deleted.apiKeyId);
  if (ended.error !== null || gone.error !== null) throw new Error('the keys could not be ended');
  // Until what was believed of them is forgotten (api-key-verifier.ts).
  await new Promise((resolve) => setTimeout(resolve, 5_200));
  return {
    good: good.token,
    others: others.token,
    revoked: revoked.token,
    expired: expired.token,
    deleted: deleted.token,
    rowId: good.apiKeyId,
  };
}

/** `tl_live_<12 id>_<43 secret><7 checksum>`, see libs/secrets/src/api-key.ts. */
const FORM = /^(tl_live_)(.{12})_(.{43})(.{7})$/;

interface Parts {
  readonly id: string;
  readonly secret: string;
}

function partsOf(key: string): Parts {
  const [, , id = '', secret = ''] = FORM.exec(key) ?? [];
  return { id, secret };
}

/** A key with the checksum that its text needs, so that it is refused for what it is and not for a slip of the pen. */
function summed({ id, secret }: Parts, prefix = 'tl_live_'): string {
  const head = `${prefix}${id}_${secret}`;
  return head + crc32(head).toString(36).padStart(7, '0');
}

const flipped = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);

export function apiKeyVectors(chest: KeyChest): VectorClass {
  const { good, others } = chest;
  const { id, secret } = partsOf(good);
  const texts: Readonly<Record<string, string>> = {
    revoked: chest.revoked,
    expired: chest.expired,
    'deleted from the database': chest.deleted,
    'another checksum': flipped(good, good.length - 1),
    'a character of the secret changed': flipped(good, 30),
    'the same, with its checksum': summed({ id, secret: flipped(secret, 5) }),
    'a character of the id changed, with its checksum': summed({ id: flipped(id, 3), secret }),
    'the other tenant’s id with the own secret': summed({ id: partsOf(others).id, secret }),
    'the own id with the other tenant’s secret': summed({ id, secret: partsOf(others).secret }),
    'another secret altogether': summed({ id, secret: randomBytes(32).toString('base64url') }),
    'a secret of zeros': summed({ id, secret: Buffer.alloc(32).toString('base64url') }),
    'a secret that is not canonical': summed({ id, secret: secret.slice(0, -1) + notCanonical(secret.at(-1) ?? '') }),
    'the hash of the secret as the secret': summed({ id, secret: sha256(secret).toString('base64url') }),
    'the stored hash itself': `tl_live_${id}_${sha256(secret).toString('hex')}`,
    'another environment': summed({ id, secret }, 'tl_test_'),
    'another vendor’s prefix': summed({ id, secret }, 'sk_live_'),
    'a prefix in capitals': summed({ id, secret }, 'TL_LIVE_'),
    'an id in capitals': summed({ id: id.toUpperCase(), secret }),
    'a secret in lower case': summed({ id, secret: secret.toLowerCase() }),
    'all in capitals': good.toUpperCase(),
    'a character less': good.slice(0, -1),
    'a character more': `${good}a`,
    'half of it': good.slice(0, 40),
    'the prefix alone': 'tl_live_',
    'the id alone': `tl_live_${id}`,
    'the id and an empty secret': `tl_live_${id}_`,
    'without its prefix': good.slice('tl_live_'.length),
    'the secret alone': secret,
    'an id of wildcards %': summed({ id: '%'.repeat(12), secret }),
    'an id of wildcards _': summed({ id: '_'.repeat(12), secret }),
    'an id with a quote': summed({ id: "' or 1=1 or'", secret }),
    'an id that is a filter': summed({ id: 'neq.aaaaaaaa', secret }),
    'the id of its row': summed({ id: chest.rowId.slice(0, 12), secret }),
    'a digit from elsewhere': good.replace('_live_', '_lіve_'),
    'wide low lines': good.replaceAll('_', '＿'),
    'spaces within': `${good.slice(0, 20)} ${good.slice(20)}`,
    'a tab within': `${good.slice(0, 20)}\t${good.slice(20)}`,
    'twice with a comma': `${good},${good}`,
    'twice with a space': `${good} ${good}`,
    'percent-encoded': good.replaceAll('_', '%5F'),
    'in quotes': `"${good}"`,
    reversed: [...good].toReversed().join(''),
    'very long': `tl_live_${id}_${'a'.repeat(5_000)}`,
  };
  return {
    name: 'API keys',
    vectors: [
      ...Object.entries(texts).flatMap(([name, text]): Vector[] => [
        vector(name, () => text),
        vector(`${name}, as X-Api-Key`, () => inHeader(text)),
      ]),
      vector('an empty X-Api-Key', () => inHeader('')),
      vector('X-Api-Key with a scheme', () => inHeader(`Bearer ${good}`)),
      vector('X-Api-Key twice, both good', () => ({ headers: [...inHeader(good).headers, ...inHeader(good).headers] })),
      vector('in both headers', () => ({ headers: [['Authorization', `Bearer ${good}`], ...inHeader(good).headers] })),
      vector('as Basic user', () => ({
        headers: [['Authorization', `Basic ${Buffer.from(`${good}:`).toString('base64')}`]],
      })),
      vector('in the query', () => ({ headers: [], query: `api_key=${good}&apikey=${good}&x-api-key=${good}` })),
      vector('in a cookie', () => ({ headers: [['Cookie', `api_key=${good}; x-api-key=${good}`]] })),
      vector('a good token with the prefix of a key', (issuer) => `tl_live_${goodToken(issuer)}`),
      vector('a key in the place of a token’s signature', (issuer) =>
        [...goodToken(issuer).split('.').slice(0, 2), good].join('.'),
      ),
    ],
  };
}

function inHeader(text: string): Presented {
  return { headers: [['X-Api-Key', text]] };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** 32 bytes leave two bits of the last character unused. */
function notCanonical(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) ^ 1] ?? '';
}
