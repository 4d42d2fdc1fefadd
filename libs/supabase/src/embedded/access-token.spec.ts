import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { isUserToken } from './access-token.js';

const secret = 'k'.repeat(20) + '0123456789abcdef';
const now = 1_800_000_000;
const good = {
  sub: '01a1fc8d-36e7-7484-9899-82c616de544a',
  aud: 'authenticated',
  role: 'authenticated',
  iat: now - 10,
  exp: now + 3600,
};
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(payload: unknown, header: unknown = { alg: 'HS256', typ: 'JWT' }, key = secret): string {
  const head = `${part(header)}.${part(payload)}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

const accepted = (token: string): boolean => isUserToken(token, new Secret(secret), now);

describe('a token for row-level security', () => {
  it('is one of a signed-in user', () => {
    expect(accepted(sign(good))).toBe(true);
  });

  it.each([
    ['role postgres', sign({ ...good, role: 'postgres' })],
    ['role service_role', sign({ ...good, role: 'service_role' })],
    ['role anon', sign({ ...good, role: 'anon' })],
    ['a list of roles', sign({ ...good, role: ['authenticated'] })],
    ['no role', sign({ ...good, role: undefined })],
    ['another audience', sign({ ...good, aud: 'else' })],
    ['no end', sign({ ...good, exp: undefined })],
    ['an end in words', sign({ ...good, exp: String(now + 60) })],
    ['an end in the past', sign({ ...good, exp: now - 1 })],
    ['a start in the future', sign({ ...good, nbf: now + 600 })],
    ['no subject', sign({ ...good, sub: undefined })],
    ['a subject that is no user', sign({ ...good, sub: "' or true --" })],
    ['alg none', sign(good, { alg: 'none' })],
    ['alg HS512 in the header', sign(good, { alg: 'HS512' })],
    ['another secret', sign(good, undefined, 'x'.repeat(40))],
    ['no signature', `${part({ alg: 'none' })}.${part(good)}.`],
    ['two parts', `${part({ alg: 'HS256' })}.${part(good)}`],
    ['four parts', `${sign(good)}.x`],
    ['a payload that is a list', sign([good])],
    ['a payload that is no JSON', sign(good).replace(/\.[^.]+\./, '.bm8.')],
    ['a blank', ` ${sign(good)}`],
    ['far too much', sign({ ...good, more: 'x'.repeat(5000) })],
    ['nothing', ''],
  ])('is not one with %s', (_, token) => {
    expect(accepted(token)).toBe(false);
  });
});
